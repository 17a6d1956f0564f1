// Who looks on while agents speak, and who is told what went wrong.
import type { AgentLogListener } from "../server/agent-log.ts";

/** Those who look on are there only when the project is put together; agents may speak before. */
export interface Listeners extends AgentLogListener {
  add(listener: AgentLogListener): void;
  onDefect(tell: (text: string) => void): void;
  defect(text: string): void;
}

/** Nobody listens yet. */
export function createListeners(): Listeners {
  const all: AgentLogListener[] = [];
  const defects: ((text: string) => void)[] = [];
  /** What was told before anybody was there to hear it. */
  const early: string[] = [];
  return {
    add: (listener) => all.push(listener),
    onDefect: (tell) => {
      defects.push(tell);
      for (const text of early.splice(0)) tell(text);
    },
    defect: (text) => {
      if (defects.length === 0) early.push(text);
      for (const tell of defects) tell(text);
    },
    rows: (run, rows) => {
      for (const one of all) one.rows(run, rows);
    },
    delta: (conversation, text) => {
      for (const one of all) one.delta(conversation, text);
    },
    step: (label, text) => {
      for (const one of all) one.step(label, text);
    },
  };
}
