// What git writes before a file's lines, in the forms that it has for strange paths and for files without lines.
import { expect, it } from "vitest";
import { filesOfPatch, readHeader } from "./diff-header.ts";

it.each([
  [
    "a changed file",
    "diff --git a/src/a.ts b/src/a.ts\nindex 1..2 100644\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b\n",
    { path: "src/a.ts", kind: "changed" },
  ],
  [
    "a new file",
    "diff --git a/a b/a\nnew file mode 100644\nindex 0..2\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+b\n",
    { path: "a", kind: "added" },
  ],
  [
    "an empty new file",
    "diff --git a/a b.txt b/a b.txt\nnew file mode 100644\nindex 0..0\n",
    { path: "a b.txt", kind: "added" },
  ],
  [
    "a deleted file",
    "diff --git a/a b/a\ndeleted file mode 100644\nindex 1..0\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n",
    { path: "a", kind: "deleted" },
  ],
  [
    "a moved file",
    "diff --git a/old b/new\nsimilarity index 90%\nrename from old\nrename to new\nindex 1..2\n--- a/old\n+++ b/new\n@@ -1 +1 @@\n-a\n+b\n",
    { path: "new", oldPath: "old", kind: "renamed" },
  ],
  [
    "a path with a space",
    "diff --git a/sp ace b/sp ace\nindex 1..2 100644\n--- a/sp ace\t\n+++ b/sp ace\t\n@@ -1 +1 @@\n-a\n+b\n",
    { path: "sp ace", kind: "changed" },
  ],
  [
    "a quoted path",
    'diff --git "a/\\303\\244\\"\\t.ts" "b/\\303\\244\\"\\t.ts"\nindex 1..2 100644\n--- "a/\\303\\244\\"\\t.ts"\n+++ "b/\\303\\244\\"\\t.ts"\n@@ -1 +1 @@\n-a\n+b\n',
    { path: 'ä"\\t.ts', kind: "changed" },
  ],
  [
    "a quoted path with a space",
    'diff --git "a/\\303\\244 b" "b/\\303\\244 b"\nindex 1..2 100644\n--- "a/\\303\\244 b"\t\n+++ "b/\\303\\244 b"\t\n@@ -1 +1 @@\n-a\n+b\n',
    { path: "ä b", kind: "changed" },
  ],
  [
    "a path that would clear a terminal, turn around and break its line, as escapes",
    'diff --git "a/\\033[2J\\342\\200\\256gnp\\n.sh" "b/\\033[2J\\342\\200\\256gnp\\n.sh"\nnew file mode 100644\nindex 0..1\n',
    { path: "\\u001b[2J\\u202egnp\\n.sh", kind: "added" },
  ],
  [
    "a path of bytes that are no text, as git says it",
    'diff --git "a/\\377x" "b/\\377x"\nnew file mode 100644\nindex 0..1\n',
    { path: "\\377x", kind: "added" },
  ],
  [
    "a path that spells an escape out, apart from that which holds the sign",
    'diff --git "a/\\\\u202e" "b/\\\\u202e"\nnew file mode 100644\nindex 0..1\n',
    { path: "\\\\u202e", kind: "added" },
  ],
  [
    "a picture",
    "diff --git a/l o.png b/l o.png\nindex 1..2 100644\nBinary files a/l o.png and b/l o.png differ\n",
    { path: "l o.png", isBinary: true },
  ],
  [
    "a binary patch",
    "diff --git a/l.png b/l.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nabc\n",
    { path: "l.png", isBinary: true },
  ],
  [
    "lines that look like a header",
    "diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n--- a/other\n+++ b/other\n+rename to other\n",
    { path: "a", oldPath: "a", kind: "changed" },
  ],
])("reads the header of %s", (_what, text, expected) => {
  expect(readHeader(text)).toMatchObject(expected);
});

it("divides a patch at its headers, not at lines that quote one", () => {
  const one = "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-diff --git a/x b/x\n+diff --git a/y b/y\n";
  expect(filesOfPatch(`${one}${one}`)).toEqual([one, one]);
  expect(filesOfPatch("fatal: bad object")).toEqual([]);
});
