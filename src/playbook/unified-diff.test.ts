import { expect, test } from "vitest";
import { readDiff } from "./unified-diff.ts";

test("counts added lines as in the new file, over several hunks and files", () => {
  const diff = [
    "diff --git a/a.txt b/a.txt",
    "--- a/a.txt",
    "+++ b/a.txt",
    "@@ -1,2 +1,2 @@",
    "-one",
    "+ONE",
    " two",
    "@@ -10 +10,2 @@",
    " ten",
    "+eleven",
    "\\ No newline at end of file",
    "diff --git a/b.txt b/b.txt",
    "new file mode 100644",
    "--- /dev/null",
    "+++ b/b.txt",
    "@@ -0,0 +1 @@",
    "+new",
  ].join("\n");
  expect(readDiff(diff)).toEqual({
    files: ["a.txt", "b.txt"],
    added: [
      { file: "a.txt", line: 1, text: "ONE" },
      { file: "a.txt", line: 11, text: "eleven" },
      { file: "b.txt", line: 1, text: "new" },
    ],
    first: { file: "a.txt", line: 1 },
  });
});

test("takes lines inside a hunk for text, even when they look like a header", () => {
  const diff = "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n--- a/x\n+++ b/x\n-y\n+@@ -1 +1 @@\n";
  expect(readDiff(diff)).toMatchObject({
    files: ["a"],
    added: [
      { file: "a", line: 1, text: "++ b/x" },
      { file: "a", line: 2, text: "@@ -1 +1 @@" },
    ],
  });
});

test("names files that were deleted, renamed or are binary", () => {
  const diff = [
    "diff --git a/gone.txt b/gone.txt",
    "deleted file mode 100644",
    "--- a/gone.txt",
    "+++ /dev/null",
    "@@ -1 +0,0 @@",
    "-x",
    "diff --git a/p.png b/p.png",
    "Binary files a/p.png and b/p.png differ",
  ].join("\n");
  expect(readDiff(diff)).toEqual({
    files: ["gone.txt", "p.png"],
    added: [],
    first: { file: "gone.txt", line: 1 },
  });
});
