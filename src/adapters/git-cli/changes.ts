import type { CommitSha, TreeSha } from "../../domain/ids.ts";
import type { ChangedFile } from "../../ports/repository.ts";
import { nulFields } from "./git.ts";
import type { Hub } from "./hub.ts";

export interface TreeChange {
  readonly path: string;
  /** Octal as git writes it; `000000` where there is no file. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldBlob: string;
  readonly newBlob: string;
}

export type Change = TreeChange & ChangedFile;

export const NO_FILE = "000000";

/** Every path that differs between the trees of two commits. A rename is one path gone and one come. */
export async function readChanges(hub: Hub, from: CommitSha, to: CommitSha): Promise<Change[]> {
  const argv = [
    "diff-tree",
    "-r",
    "-z",
    "--raw",
    "--numstat",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
  ];
  const { stdout } = await hub.shared.read([...argv, "--end-of-options", from, to]);
  return parseChanges(nulFields(stdout));
}

/** The same of commits or trees, without looking into the files. */
export async function readTreeChanges(
  hub: Hub,
  from: CommitSha | TreeSha,
  to: CommitSha | TreeSha,
): Promise<TreeChange[]> {
  const argv = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--end-of-options", from, to];
  const { stdout } = await hub.shared.read(argv);
  return parseChanges(nulFields(stdout));
}

/** `:oldmode newmode oldblob newblob status`, path, … then `added TAB removed TAB path`, … */
function parseChanges(fields: readonly string[]): Change[] {
  const raw: TreeChange[] = [];
  const counts = new Map<string, Pick<Change, "added" | "removed">>();
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? "";
    if (field.startsWith(":")) {
      const [oldMode = "", newMode = "", oldBlob = "", newBlob = ""] = field.slice(1).split(" ");
      raw.push({ path: fields[++at] ?? "", oldMode, newMode, oldBlob, newBlob });
    } else {
      const [, added = "", removed = "", path = ""] = /^([^\t]*)\t([^\t]*)\t(.*)$/s.exec(field) ?? [];
      counts.set(path, { added: countOf(added), removed: countOf(removed) });
    }
  }
  return raw.map((change) => ({ ...change, ...(counts.get(change.path) ?? { added: null, removed: null }) }));
}

/** Git writes `-` for a binary file. */
function countOf(text: string): number | null {
  return text === "-" ? null : Number(text);
}
