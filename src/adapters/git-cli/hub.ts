import { createObjectReader, type ObjectReader } from "./batch.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import { commitSha, treeSha, type CommitSha, type TreeSha } from "../../domain/ids.ts";
import type { BoundGit, Git } from "./git.ts";
import { openRegistry } from "./registry.ts";
import { sweepGitLocks } from "./sweep-repository.ts";
import { withWriteRecords } from "./write-records.ts";

/** The shared part of one repository: what every operation here works on. */
export interface Hub {
  readonly commonDir: string;
  /** The user's checkout, or the bare repository. */
  readonly root: string;
  readonly git: Git;
  /** Git on refs and objects alone. */
  readonly shared: BoundGit;
  readonly objects: ObjectReader;
}

/** Its writes are recorded while they run, so that what a killed one leaves is known to be ours. */
export function createHub(parts: Pick<Hub, "git" | "commonDir" | "root">): Hub {
  const { commonDir } = parts;
  const registry = openRegistry(commonDir);
  const git = withWriteRecords(parts.git, commonDir, () => sweepGitLocks(parts, registry));
  const shared = git.at({ kind: "hub", commonDir });
  return { ...parts, git, shared, objects: createObjectReader(shared) };
}

/** The commit that a full ref name or an object name leads to; null when it leads to none. */
export async function readCommit(hub: Hub, name: string): Promise<CommitSha | null> {
  const header = await hub.objects.readHeader(`${name}^{commit}`);
  return header && commitSha(header.oid);
}

/** @throws RepositoryFailed when there is no such commit */
export async function readTree(hub: Hub, commit: string): Promise<TreeSha> {
  const header = await hub.objects.readHeader(`${commit}^{tree}`);
  if (!header) throw new RepositoryFailed(["cat-file", `${commit}^{tree}`], null, "there is no such commit");
  return treeSha(header.oid);
}

/** Whether everything in `ancestor` is in `descendant`. */
export async function isAncestor(hub: Hub, ancestor: CommitSha, descendant: CommitSha): Promise<boolean> {
  if (ancestor === descendant) return true;
  const { exitCode } = await hub.shared.read(
    ["merge-base", "--is-ancestor", "--end-of-options", ancestor, descendant],
    { accepts: [0, 1] },
  );
  return exitCode === 0;
}
