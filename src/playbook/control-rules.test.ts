import { expect, test } from "vitest";
import { openConversation, row } from "./testing/open-conversation.ts";

const BOARD = [
  row({ stage: "running" }),
  row({ ticket: "T-2", title: "User profiles", worker: "W2", run: "R-2.1" }),
];

test.for([
  ["interrupt worker 1", ["worker_interrupt", { worker: "W1" }]],
  ["interrupt W2: use tabs", ["worker_interrupt", { worker: "W2", text: "use tabs" }]],
  ["interrupt worker 2 and tell it to use tabs", ["worker_interrupt", { worker: "W2", text: "use tabs" }]],
  ["answer worker 1: port 4100", ["worker_answer", { worker: "W1", answer: "words", text: "port 4100" }]],
  ["deny T-2", ["worker_answer", { worker: "T-2", answer: "deny" }]],
  ["take over worker 1", ["worker_take_over", { worker: "W1" }]],
  ["take over T-2", ["worker_take_over", { worker: "W2" }]],
  ["give worker 1 back", ["worker_give_back", { worker: "W1", isDone: false }]],
  ["give back worker 2, it's done", ["worker_give_back", { worker: "W2", isDone: true }]],
  ["give T-1 back, done", ["worker_give_back", { worker: "T-1", isDone: true }]],
  ["give T-1 back: it should be darker", ["worker_message", { worker: "W1", text: "it should be darker" }]],
  ["retry T-1", ["ticket_retry", { ticket: "T-1", reason: "the user asked for a new run", fromWork: false }]],
  [
    "try T-1 again with its work",
    ["ticket_retry", { ticket: "T-1", reason: "the user asked for a new run", fromWork: true }],
  ],
  ["adopt feature/login", ["work_adopt", { name: "feature/login", withUncommitted: false }]],
  ["adopt my branch fix with uncommitted files", ["work_adopt", { name: "fix", withUncommitted: true }]],
] as const)("%j calls %j", ([message, [name, input]]) => {
  const { calls, text } = openConversation({
    tools: { [`mcp__jarvis__${name}`]: () => "It is so." },
  }).say(message, BOARD);
  expect(calls.map((call) => [call.name.replace("mcp__jarvis__", ""), call.input])).toEqual([[name, input]]);
  expect(text).not.toBe("");
});
