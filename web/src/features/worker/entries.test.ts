import { expect, it } from "vitest";
import { timelineRow } from "../../feed/testing/rows.ts";
import { formatCallTime } from "./call-time.ts";
import {
  countsOf,
  type Entry,
  entriesOf,
  inputText,
  isKindOf,
  longestOf,
  matches,
  nextError,
  wordsOf,
} from "./entries.ts";

const started = (n: number, id: string, title: string) => timelineRow(n, { kind: "tool-started", id, title });
const ended = (n: number, id: string, given: Parameters<typeof timelineRow>[1] = {}) =>
  timelineRow(n, { kind: "tool-ended", id, title: "Bash", durationMs: 10, ...given });

const toolOf = (entry: Entry | undefined) => {
  if (entry?.kind !== "tool") throw new TypeError("expected a tool call");
  return entry;
};

it("joins the two lines of a call, even when calls overlap", () => {
  const entries = entriesOf([
    started(1, "a", "Bash npm test"),
    started(2, "b", "Read src/app.ts"),
    ended(3, "b"),
    ended(4, "a", { isError: true, durationMs: 8_400 }),
  ]);
  expect(entries.map(({ n }) => n)).toEqual([1, 2]);
  expect(toolOf(entries[0])).toMatchObject({
    tool: "Bash",
    subject: "npm test",
    result: "failed",
    durationMs: 8_400,
  });
  expect(toolOf(entries[1])).toMatchObject({ tool: "Read", subject: "src/app.ts", result: "done" });
});

it("shows a call without a result as running, and as lost once the turn has ended", () => {
  const start = started(1, "a", "Bash sleep 9");
  expect(toolOf(entriesOf([start])[0]).result).toBe("running");
  for (const kind of ["turn-ended", "closed"] as const)
    expect(toolOf(entriesOf([start, timelineRow(2, { kind })])[0]).result).toBe("lost");
});

it("keeps an end whose beginning is on an older page", () => {
  const entries = entriesOf([ended(7, "a", { title: "Edit" })]);
  expect(toolOf(entries[0])).toMatchObject({
    n: 7,
    tool: "Edit",
    subject: "",
    started: null,
    result: "done",
  });
});

it("does not take a second call with the same id for the first", () => {
  const entries = entriesOf([started(1, "a", "Bash one"), ended(2, "a"), started(3, "a", "Bash two")]);
  expect(entries.map((entry) => toolOf(entry).result)).toEqual(["done", "running"]);
});

const SEVERAL = entriesOf([
  timelineRow(1, { kind: "message-in", title: "user", text: "Do it" }),
  started(2, "a", "Edit src/app.ts"),
  ended(3, "a", { title: "Edit" }),
  started(4, "b", "Bash npm test"),
  ended(5, "b", { isError: true, text: "1 failed: Dark Mode", durationMs: 900 }),
  timelineRow(6, { kind: "retrying", title: "waits for the model", isError: true }),
  timelineRow(7, { kind: "text", text: "Now it is dark" }),
]);

it("filters by what a call does", () => {
  const kinds = (filter: Parameters<typeof isKindOf>[1]) =>
    SEVERAL.filter((entry) => isKindOf(entry, filter)).map(({ n }) => n);
  expect(kinds("all")).toEqual([1, 2, 4, 6, 7]);
  expect(kinds("edits")).toEqual([2]);
  expect(kinds("commands")).toEqual([4]);
  expect(kinds("errors")).toEqual([4, 6]);
  expect(countsOf(SEVERAL)).toEqual({ all: 5, edits: 1, commands: 1, errors: 2 });
  expect(longestOf(SEVERAL)).toBe(900);
});

it("finds all words of a search, in titles and in texts, in any case", () => {
  const found = (search: string) =>
    SEVERAL.filter((entry) => matches(entry, wordsOf(search))).map(({ n }) => n);
  expect(found("dark")).toEqual([4, 7]);
  expect(found("  FAILED   npm ")).toEqual([4]);
  expect(found("nowhere")).toEqual([]);
  expect(found("")).toHaveLength(5);
});

it("goes from error to error and round the end", () => {
  const at = (from: number | null, step: 1 | -1) => nextError(SEVERAL, from, step);
  expect([at(null, 1), at(2, 1), at(3, 1)]).toEqual([2, 3, 2]);
  expect([at(null, -1), at(3, -1), at(2, -1)]).toEqual([3, 2, 3]);
  expect(nextError([], null, 1)).toBeNull();
  expect(nextError(SEVERAL.slice(0, 2), null, 1)).toBeNull();
});

it("shows of a command's input the command, and of any other all of it", () => {
  expect(inputText(JSON.stringify({ command: "npm test\nnpm run lint", description: "x" }))).toBe(
    "npm test\nnpm run lint",
  );
  expect(inputText('{"file_path":"a"}')).toBe('{"file_path":"a"}');
  expect(inputText('{"command":"npm te')).toBe('{"command":"npm te');
});

it("says how long a call took, short or long", () => {
  expect([null, 0, 120.4, 8_400, 185_000].map(formatCallTime)).toEqual([
    "",
    "0 ms",
    "120 ms",
    "8.4 s",
    "3 min 05 s",
  ]);
});
