// Reads the commit that kept work is made of: what was committed, staged and in the files.
import { commitSha, treeSha, type CommitSha, type TreeSha } from "../../domain/ids.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import { KEPT_SUBJECTS } from "./gather-work.ts";
import { isAncestor, type Hub } from "./hub.ts";

/** Works of one run are kept on top of each other; more of them than this are only told as other commits. */
const COMMITS_MAX = 200;

export interface KeptLayers {
  readonly head: CommitSha;
  /** Null: nothing tells that anything was staged apart from the files. */
  readonly staged: TreeSha | null;
  readonly files: TreeSha;
  readonly otherCommits: readonly CommitSha[];
}

interface Parsed {
  readonly commit: CommitSha;
  readonly tree: TreeSha;
  readonly parents: readonly CommitSha[];
  /** Null for a commit that was not made by keeping. */
  readonly kind: keyof typeof KEPT_SUBJECTS | null;
}

/** @throws RepositoryFailed when it is no commit */
export async function readLayers(hub: Hub, kept: CommitSha): Promise<KeptLayers> {
  const top = await parse(hub, kept);
  const parts = await flatten(hub, top);
  const holder = parts.find(({ tree, kind }) => kind === "uncommitted" && tree === top.tree);
  const whole = holder ?? parts.find(({ tree }) => tree === top.tree) ?? parts[0] ?? top;
  const [parent] = whole.parents;
  const isUncommitted = whole.kind === "uncommitted" && parent !== undefined;
  const head = isUncommitted ? parent : whole.commit;
  const second = isUncommitted ? whole.parents[1] : undefined;
  const staged = second === undefined ? null : await parse(hub, second);
  const otherCommits: CommitSha[] = [];
  for (const { commit } of parts)
    if (commit !== whole.commit && !(await isAncestor(hub, commit, head))) otherCommits.push(commit);
  return { head, staged: staged?.kind === "staged" ? staged.tree : null, files: whole.tree, otherCommits };
}

/** The commits that a chain of keepings holds together, in their order. */
async function flatten(hub: Hub, top: Parsed): Promise<readonly Parsed[]> {
  const found: Parsed[] = [];
  const waiting = [top];
  for (let count = 0; count < COMMITS_MAX; count++) {
    const next = waiting.shift();
    if (next === undefined) break;
    if (next.kind === "kept")
      waiting.push(...(await Promise.all(next.parents.map((one) => parse(hub, one)))));
    else found.push(next);
  }
  return found;
}

async function parse(hub: Hub, name: CommitSha): Promise<Parsed> {
  const object = await hub.objects.readContent(name);
  if (object?.type !== "commit")
    throw new RepositoryFailed(["cat-file", name], null, "there is no such commit");
  const text = object.content.toString("utf8");
  const end = text.indexOf("\n\n");
  const [headers, message] = [text.slice(0, end), text.slice(end + 2)];
  const tree = treeSha(/^tree (\S+)$/m.exec(headers)?.[1] ?? "");
  const parents = [...headers.matchAll(/^parent (\S+)$/gm)].map(([, oid = ""]) => commitSha(oid));
  return { commit: name, tree, parents, kind: kindOf(headers, message) };
}

function kindOf(headers: string, message: string): Parsed["kind"] {
  if (!/^committer JARVIS <jarvis@localhost> /m.test(headers)) return null;
  const kinds = ["uncommitted", "staged", "kept"] as const;
  return kinds.find((kind) => message === `${KEPT_SUBJECTS[kind]}\n`) ?? null;
}
