// The tool calls of one turn, as far as it takes to see what runs and what is repeated.
import { createHash } from "node:crypto";
import { canonicalJson } from "../domain/canonical.ts";
import { stepText } from "../domain/run/step-text.ts";
import { cut } from "../domain/shared.ts";
import type { WorkerEvent } from "../ports/agent.ts";

export interface CallLog {
  note(event: WorkerEvent): void;
  /** The call that has not ended, `Bash npm test`; null: none. */
  running(): string | null;
  lastStep(): string;
  /** The last call and how often it was made in a row with the same outcome. */
  repeated(): { readonly call: string; readonly count: number };
}

interface Call {
  readonly name: string;
  readonly input: string;
  readonly digest: string;
}

const STEP_CHARS_MAX = 120;

export function createCallLog(): CallLog {
  const open = new Map<string, Call>();
  let step = "its start";
  let last = { call: "", input: "", outcome: "", count: 0 };

  function begin({ id, name, input }: Extract<WorkerEvent, { type: "tool-started" }>): void {
    const text = cut(stepText(input), STEP_CHARS_MAX);
    const call = { name, input: text, digest: digestOf([name, input]) };
    open.set(id, call);
    step = textOf(call);
    // Something else is done: what was repeated before does not count any more.
    if (call.digest !== last.input) last = { call: "", input: call.digest, outcome: "", count: 0 };
  }

  function end({ id, isError, output }: Extract<WorkerEvent, { type: "tool-ended" }>): void {
    const call = open.get(id);
    open.delete(id);
    if (call === undefined) return;
    const outcome = digestOf([call.digest, isError, output]);
    const count = outcome === last.outcome ? last.count + 1 : 1;
    const marked = call.input === "" ? call.name : `${call.name} \`${call.input}\``;
    last = { call: marked, input: call.digest, outcome, count };
  }

  return {
    note: (event) => {
      if (event.type === "tool-started") begin(event);
      else if (event.type === "tool-ended") end(event);
      else if (event.type === "retrying")
        step = `a wait for the model (${cut(event.detail, STEP_CHARS_MAX)})`;
    },
    running: () => {
      const call = [...open.values()].at(-1);
      return call === undefined ? null : textOf(call);
    },
    lastStep: () => step,
    repeated: () => ({ call: last.call, count: last.count }),
  };
}

function textOf({ name, input }: Call): string {
  return `${name} ${input}`.trim();
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64");
}
