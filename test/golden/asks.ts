// What the worker of the golden story asks the user: allowed for the ticket, answered in words, expired, withdrawn.
import type { DomainEvent } from "../../src/domain/events.ts";
import type { Asked } from "../../src/domain/run/ask-state.ts";
import { R11, T1, on } from "./cast.ts";

const publish: Asked = {
  kind: "permission",
  tool: "Bash",
  subject: "npm publish",
  detail: '{"timeout":600000}',
};
const port: Asked = {
  kind: "question",
  question: "Which port?",
  options: [
    { label: "4100", description: "the usual one" },
    { label: "4200", description: "" },
  ],
  isMultiple: false,
};

const ask = (n: number, asked: Asked): DomainEvent =>
  on("run.asked", { run: R11, ask: n, call: `toolu_${n}`, asked });

export const asked: readonly DomainEvent[] = [
  ask(1, publish),
  on("run.answered", { run: R11, ask: 1, answer: { choice: "ticket", text: "" } }),
  on("ticket.permission-granted", { ticket: T1, tool: "Bash", subject: "npm publish" }),
  ask(2, port),
  on("run.answered", { run: R11, ask: 2, answer: { choice: "words", text: "4100" } }),
  ask(3, { ...publish, subject: "npm login" }),
  on("run.ask-expired", { run: R11, ask: 3 }),
  ask(4, port),
  on("run.ask-withdrawn", { run: R11, ask: 4 }),
];
