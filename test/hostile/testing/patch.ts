// Git's own patch of files that have hostile names and hostile content, as a worker could commit them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeScene } from "../../e2e/scene.ts";
import type { HostileText } from "../texts/text.ts";

/** Of a name, in bytes: file systems take 255. */
const NAME_BYTES_MAX = 250;
const CONTENT_CHARS_MAX = 1_200;

/** A name that says the text, as far as a file system and git take it. `index`: no two are the same. */
function fileNameOf({ text }: HostileText, index: number): string {
  const said = `${index} ${text.replaceAll("\0", "").replaceAll("/", "\u2215")}`;
  let name = said.slice(0, NAME_BYTES_MAX).toWellFormed();
  while (Buffer.byteLength(name) > NAME_BYTES_MAX) name = name.slice(0, -1).toWellFormed();
  return name;
}

/** For each list of texts, the patch that adds a file of each of them. */
export function patchesOf(lists: readonly (readonly HostileText[])[]): readonly string[] {
  const scene = makeScene({ files: { "README.md": "# Shop\n" } });
  try {
    for (const [n, texts] of lists.entries()) {
      mkdirSync(join(scene.repository, String(n)));
      for (const [index, one] of texts.entries())
        writeFileSync(join(scene.repository, String(n), fileNameOf(one, index)), contentOf(one));
    }
    scene.commit("Add texts");
    // As the daemon asks for it: only names that hold control characters or quotes are quoted.
    const argv = ["-c", "core.quotePath=false", "diff-tree", "-p", "-r", "--no-color", "HEAD~", "HEAD"];
    const files = scene.git(...argv).split(/^(?=diff --git )/m);
    return lists.map((_, n) => files.filter((file) => listOf(file) === n).join(""));
  } finally {
    scene.remove();
  }
}

function listOf(file: string): number {
  return Number(/^diff --git "?a\/(\d+)\//.exec(file)?.[1]);
}

/** With a NUL, git would take the file for a binary one and show nothing of it. */
function contentOf({ text }: HostileText): string {
  return `${text.replaceAll("\0", "").toWellFormed().slice(0, CONTENT_CHARS_MAX)}\n`;
}
