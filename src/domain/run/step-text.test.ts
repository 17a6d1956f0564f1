import { expect, test } from "vitest";
import { stepText } from "./step-text.ts";

test.each([
  ["the file of an edit", { file_path: "src/a.ts", old_string: "x" }, "src/a.ts"],
  ["a command", { command: "npm test", description: "Runs the tests" }, "npm test"],
  ["the first line of a long command", { command: "cat <<EOF\none\nEOF" }, "cat <<EOF"],
  ["what a shell is given to do", { command: "bash -ec 'npm test\nsleep 1'" }, "npm test"],
  ["a pattern before the path that it is looked for in", { path: "src", pattern: "dark" }, "dark"],
  ["a description when there is nothing else", { description: "Look around", n: 7 }, "Look around"],
  ["nothing of an input that names nothing", { command: 7, query: "x" }, ""],
  ["nothing of no input", null, ""],
  ["nothing of an input that is no object", "npm test", ""],
])("a tool's input is told by %s", (_, input, text) => {
  expect(stepText(input)).toBe(text);
});
