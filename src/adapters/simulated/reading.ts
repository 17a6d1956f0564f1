// What can be read of the simulated repository.
import { instant, type CommitSha } from "../../domain/ids.ts";
import { RepositoryFailed, statOf, type Repository } from "../../ports/repository.ts";
import { changedFiles, diffText } from "./changes.ts";
import type { Life } from "./life.ts";
import { history, subjectOf } from "./merge.ts";
import { globPattern, insideTree } from "./paths.ts";
import type { SimulatedCommit, World } from "./world.ts";

const FILE_CHARS_MAX = 256 * 1024;
const LISTED_PATHS_MAX = 1_000;
const FOUND_LINES_MAX = 200;

type Reading = Pick<
  Repository,
  | "readTreeOf"
  | "readDiff"
  | "readStat"
  | "readFile"
  | "listFiles"
  | "search"
  | "readLog"
  | "readPatch"
  | "readHighestTicket"
>;

export function createReading(world: World, life: Life): Reading {
  return {
    readTreeOf: (commit) => life.call("readTreeOf", () => world.treeOf(readCommit(world, commit).files)),
    readDiff: ({ base, head, bytesMax }) =>
      life.call("readDiff", () =>
        cutDiff(diffText(readCommit(world, base).files, readCommit(world, head).files), bytesMax),
      ),
    readStat: ({ base, head }) =>
      life.call("readStat", () =>
        statOf(changedFiles(readCommit(world, base).files, readCommit(world, head).files)),
      ),
    readFile: (commit, path) =>
      life.call("readFile", () => {
        const text = readCommit(world, commit).files.get(insideTree(path));
        return text?.slice(0, FILE_CHARS_MAX) ?? null;
      }),
    listFiles: (commit, glob) =>
      life.call("listFiles", () => pathsAt(world, commit, glob).slice(0, LISTED_PATHS_MAX)),
    search: (commit, pattern, pathGlob) =>
      life.call("search", () => findLines(world, commit, pattern, pathGlob)),
    readLog: (commit, limit) =>
      life.call("readLog", () =>
        history(world, readCommit(world, commit).id)
          .slice(0, Math.max(0, limit))
          .map((one) => ({
            commit: one.id,
            subject: subjectOf(one),
            author: one.author,
            at: instant(one.at),
          })),
      ),
    readPatch: ({ commit, bytesMax }) =>
      life.call("readPatch", () => {
        const found = [...world.commits.values()].find((one) => one.id.startsWith(commit));
        return found === undefined ? null : patchText(world, found).slice(0, bytesMax);
      }),
    readHighestTicket: () =>
      life.call("readHighestTicket", () =>
        Math.max(0, ...[...world.refs.keys()].map((ref) => Number(TICKET_IN_REF.exec(ref)?.[1] ?? 0))),
      ),
  };
}

const TICKET_IN_REF = /^refs\/jarvis\/(?:run|keep)\/R-(\d+)\./;

/** @throws RepositoryFailed when there is no such commit */
export function readCommit(world: World, commit: CommitSha): SimulatedCommit {
  const found = world.commits.get(commit);
  if (found === undefined) throw new RepositoryFailed(["cat-file", commit], 128, "there is no such commit");
  return found;
}

/** @throws RepositoryFailed when there is no such branch */
export function tipOf(world: World, branch: string): CommitSha {
  const tip = world.refs.get(`refs/heads/${branch}`);
  if (tip === undefined)
    throw new RepositoryFailed(["rev-parse", `refs/heads/${branch}`], null, "there is no such branch");
  return tip;
}

/** In order; all without a glob. */
function pathsAt(world: World, commit: CommitSha, glob: string | null): readonly string[] {
  const pattern = glob === null ? /^/ : globPattern(glob);
  return [...readCommit(world, commit).files.keys()].filter((path) => pattern.test(path)).toSorted();
}

function findLines(
  world: World,
  commit: CommitSha,
  pattern: string,
  pathGlob: string | null,
): readonly string[] {
  const wanted = new RegExp(pattern);
  const { files } = readCommit(world, commit);
  return pathsAt(world, commit, pathGlob)
    .flatMap((path) => {
      const lines = (files.get(path) ?? "").replace(/\n$/, "").split("\n");
      return lines.flatMap((line, index) => (wanted.test(line) ? [`${path}:${index + 1}:${line}`] : []));
    })
    .slice(0, FOUND_LINES_MAX);
}

function patchText(world: World, commit: SimulatedCommit): string {
  const [parent] = commit.parents;
  const before = parent === undefined ? new Map<string, string>() : world.read(parent).files;
  return `commit ${commit.id}\nAuthor: ${commit.author}\n\n${commit.message}\n\n${diffText(before, commit.files)}`;
}

function cutDiff(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const part = text.slice(0, charsMax);
  return `${part.slice(0, part.lastIndexOf("\n") + 1)}[cut: the diff is longer than ${charsMax} bytes]\n`;
}
