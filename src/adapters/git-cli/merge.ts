import { commitSha, treeSha, type CommitSha, type LandingId } from "../../domain/ids.ts";
import { RepositoryFailed, type CandidateRequest, type MergeResult } from "../../ports/repository.ts";
import { firstLine, nulFields, type BoundGit } from "./git.ts";
import { readCommit, type Hub } from "./hub.ts";
import { candidateRef, deleteRef, updateRef } from "./refs.ts";
import { quarantine, withScratch } from "./scratch.ts";

/** What two commits merge into. The objects go to a scratch store, so that a merge only asked about leaves nothing. */
export async function mergeTree(
  hub: Hub,
  request: { readonly target: CommitSha; readonly head: CommitSha },
): Promise<MergeResult> {
  return withScratch(hub.commonDir, (folder) =>
    merge(request, (argv, options) =>
      hub.shared.read(argv, { ...options, env: quarantine(hub.commonDir, folder) }),
    ),
  );
}

/** Everything that decides its name stands in the request, so that the same request makes the same commit. */
export async function makeCandidate(hub: Hub, request: CandidateRequest): Promise<CommitSha> {
  const result = await merge(request, (argv, options) => hub.shared.write(argv, options));
  const found = result.kind === "clean" ? result.tree : `conflicts in ${result.files.join(", ")}`;
  if (found !== request.tree)
    throw new RepositoryFailed(
      ["merge-tree", request.target, request.head],
      0,
      `expected the tree ${request.tree} that was verified, got ${found}; verify again`,
    );
  const candidate = await commitMerge(hub, request);
  const ref = candidateRef(request.landing);
  const from = await readCommit(hub, ref);
  const reason = `jarvis: candidate ${request.landing}`;
  if (from !== candidate && !(await updateRef(hub, { ref, to: candidate, from, reason })))
    throw new RepositoryFailed(["update-ref", ref], null, "somebody else moved it in the same moment");
  return candidate;
}

async function merge(
  { target, head }: { readonly target: CommitSha; readonly head: CommitSha },
  run: BoundGit["read"],
): Promise<MergeResult> {
  const argv = [
    "merge-tree",
    "--write-tree",
    "--name-only",
    "--no-messages",
    "-z",
    "--end-of-options",
    target,
    head,
  ];
  const { exitCode, stdout } = await run(argv, { accepts: [0, 1] });
  const [tree = "", ...files] = nulFields(stdout);
  return exitCode === 0
    ? { kind: "clean", tree: treeSha(tree) }
    : { kind: "conflicted", files: files.filter(Boolean) };
}

async function commitMerge(hub: Hub, request: CandidateRequest): Promise<CommitSha> {
  const date = `${Math.floor(request.at / 1000)} +0000`;
  const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const parents = ["-p", request.target, "-p", request.head];
  const argv = ["commit-tree", ...parents, "-F", "-", "--end-of-options", request.tree];
  return commitSha(firstLine(await hub.shared.write(argv, { env, stdin: request.message })));
}

export async function dropCandidate(hub: Hub, landing: LandingId): Promise<void> {
  const ref = candidateRef(landing);
  const candidate = await readCommit(hub, ref);
  if (candidate && !(await deleteRef(hub, ref, candidate)) && (await readCommit(hub, ref)))
    throw new RepositoryFailed(["update-ref", "-d", ref], null, "somebody else moved it in the same moment");
}
