import { currentAccount } from "../domain/account/gate.ts";
import type { AccountCommand } from "../domain/account/commands.ts";
import type { State } from "../domain/state.ts";
import type { WorkerEvent } from "../ports/agent.ts";

/** While one tries for all whether the model answers again: the command that says so. Null: the event proves nothing that is asked. */
export function noteAnswer(
  state: State,
  { subject, event }: { readonly subject: string; readonly event: WorkerEvent },
): AccountCommand | null {
  const account = currentAccount(state);
  if (account?.status.name !== "probing" || !isAnswer(event)) return null;
  // Another model than the one that refused: its answers say nothing of that one.
  const run = [...state.runs.values()].find(({ id }) => id === subject);
  if (run !== undefined && run.fallbackModel !== null) return null;
  return { type: "account.observe-answered", account: account.id };
}

function isAnswer(event: WorkerEvent): boolean {
  return (
    event.type === "text" ||
    event.type === "text-delta" ||
    event.type === "tool-started" ||
    (event.type === "turn-ended" && event.outcome.kind === "done")
  );
}
