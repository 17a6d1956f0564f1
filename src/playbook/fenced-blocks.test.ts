import { expect, test } from "vitest";
import { fencedLines, readFencedBlocks, readReportTexts, readSteps, splitFences } from "./fenced-blocks.ts";

const read = (markdown: string) => readSteps(readFencedBlocks(markdown));

test("reads shell, patch and file blocks in their order, and leaves all others alone", () => {
  const steps = read(
    [
      "Some words.",
      "```sh",
      "npm test",
      "```",
      "```json",
      '{"only": "to be read"}',
      "```",
      "```",
      "output of something",
      "```",
      "```diff",
      "--- a/x",
      "+++ b/x",
      "```",
      "```ts file=src/a.ts",
      "export {};",
      "```",
    ].join("\n"),
  );
  expect(steps).toMatchObject([
    { kind: "shell", script: "npm test" },
    { kind: "patch", diff: "--- a/x\n+++ b/x\n" },
    { kind: "write", path: "src/a.ts", content: "export {};\n" },
  ]);
});

test("takes the file option for more than the language", () => {
  expect(read("```sh file=run.sh\nnpm test\n```")).toMatchObject([{ kind: "write", path: "run.sh" }]);
  expect(read('```text file="a b.txt"\n```')).toMatchObject([
    { kind: "write", path: "a b.txt", content: "" },
  ]);
});

test("reads when a step is due and how slow it is", () => {
  const when = (info: string) => read(`\`\`\`${info}\ntrue\n\`\`\``)[0]?.when;
  expect(when("sh")).toEqual({ fixRound: 0, slowSeconds: 0, pauseMs: 0 });
  expect(when("sh on=fix slow=2")).toEqual({ fixRound: 1, slowSeconds: 2, pauseMs: 0 });
  expect(when("sh on=fix2 pause=0.5")).toEqual({ fixRound: 2, slowSeconds: 0, pauseMs: 500 });
  expect(when("sh slow=99999999")).toMatchObject({ slowSeconds: 3600 });
  expect(when("sh slow=-1 pause=x")).toMatchObject({ slowSeconds: 0, pauseMs: 0 });
});

test("a longer fence holds a shorter one, and tildes hold backticks", () => {
  const inner = "```sh\necho inner\n```";
  expect(read(`\`\`\`\`md file=a.md\n${inner}\n\`\`\`\``)).toMatchObject([
    { kind: "write", content: `${inner}\n` },
  ]);
  expect(read(`~~~md file=a.md\n${inner}\n~~~`)).toMatchObject([{ kind: "write", content: `${inner}\n` }]);
});

test("takes the fence's own indentation off, as in a list", () => {
  expect(read("- first:\n  ```sh\n  if true; then\n    echo a\n  fi\n  ```")).toMatchObject([
    { script: "if true; then\n  echo a\nfi" },
  ]);
});

test("says of a block whether it ends", () => {
  expect(readFencedBlocks("```sh\ntrue\n```\n```sh\nfalse")).toMatchObject([
    { isClosed: true, line: 1, lastLine: 3 },
    { isClosed: false, line: 4, lastLine: 5 },
  ]);
});

test("does not take code on one line for a block", () => {
  expect(readFencedBlocks("Say ```echo``` here.\n```echo```\nand there")).toEqual([]);
});

test("keeps Windows line ends out of the content", () => {
  expect(read("```sh\r\nnpm test\r\n```\r\n")).toMatchObject([{ script: "npm test" }]);
});

test("gives the words of a report as they stand, of one round", () => {
  const blocks = readFencedBlocks("```report\nall done\n```\n```report on=fix\nfixed\n```");
  expect(readReportTexts(blocks, 0)).toEqual(["all done"]);
  expect(readReportTexts(blocks, 1)).toEqual(["fixed"]);
});

test("splits a message into its words and its blocks", () => {
  const markdown = "Before.\n```sh\ntrue\n```\nAfter.\n```sh\n```";
  expect(splitFences(markdown)).toEqual({ prose: "Before.\nAfter.", fences: "```sh\ntrue\n```\n```sh\n```" });
  expect([...fencedLines(markdown)]).toEqual([2, 3, 4, 6, 7]);
});
