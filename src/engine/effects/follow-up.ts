import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";
import { admitted } from "./admit.ts";

/** The state asks for a command by itself; a refusal leaves it owed and is tried again later. A run goes on only when there is room. */
export const followUp: Effect<"follow-up"> = async (obligation, context) => {
  const { command } = obligation;
  if (command.type !== "run.go-on") {
    await context.submit(command);
    return;
  }
  const { run } = command;
  const { since } = must(context.state().runs, run);
  await admitted(context, { subject: run, since, isResumption: true }, async (measured) => {
    await context.submit({ ...command, measured });
    return run;
  });
};
