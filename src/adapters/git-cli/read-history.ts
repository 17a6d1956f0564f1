import { instant, commitSha, type CommitSha } from "../../domain/ids.ts";
import { PathOutsideTree, RepositoryFailed, type Repository } from "../../ports/repository.ts";
import { nulFields } from "./git.ts";
import { readTree, type Hub } from "./hub.ts";

const EMPTY_TREE_SHA1 = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const EMPTY_TREE_SHA256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";
const FILE_BYTES_MAX = 256 * 1024;
const LISTED_PATHS_MAX = 1_000;
const FOUND_LINES_MAX = 200;
/** A line of a generated file can be megabytes long. */
const FOUND_LINE_CHARACTERS_MAX = 400;
const LOG_ENTRIES_MAX = 1_000;
/** Git cuts them itself, with two dots: a worker's subject may be a line of megabytes, which nobody is to hold. */
const SUBJECT_COLUMNS_MAX = 300;
const AUTHOR_COLUMNS_MAX = 100;
/** Patterns come from people and models; one that backtracks without end is stopped. */
const SEARCH_MS_MAX = 20_000;

type LogEntry = Awaited<ReturnType<Repository["readLog"]>>[number];

export async function readSubject(hub: Hub, commit: CommitSha): Promise<string> {
  const [entry] = await readLog(hub, commit, 1);
  return entry?.subject ?? "";
}

export async function readLog(hub: Hub, commit: CommitSha, limit: number): Promise<readonly LogEntry[]> {
  const count = Math.max(0, Math.min(Math.trunc(limit), LOG_ENTRIES_MAX));
  if (count === 0) return [];
  const format = `--format=tformat:%H%x00%<(${SUBJECT_COLUMNS_MAX},trunc)%s%x00%<(${AUTHOR_COLUMNS_MAX},trunc)%an%x00%at`;
  const argv = ["log", "-z", `--max-count=${count}`, format, "--no-color", "--no-decorate", "--no-patch"];
  const { stdout } = await hub.shared.read([...argv, "--end-of-options", commit, "--"]);
  const fields = nulFields(stdout);
  const entries: LogEntry[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [sha = "", subject = "", author = "", seconds = ""] = fields.slice(at, at + 4);
    entries.push({
      commit: commitSha(sha),
      // What is shorter comes filled up with blanks.
      subject: subject.trimEnd(),
      author: author.trimEnd(),
      at: instant(Number(seconds) * 1000),
    });
  }
  return entries;
}

export async function readDiff(
  hub: Hub,
  request: { readonly base: CommitSha; readonly head: CommitSha; readonly bytesMax: number },
): Promise<string> {
  const argv = ["diff-tree", "-p", "-r", "-M", "--no-ext-diff", "--no-textconv", "--no-color"];
  const prefixes = ["--src-prefix=a/", "--dst-prefix=b/"];
  const output = await hub.shared.read(
    [...argv, ...prefixes, "--end-of-options", request.base, request.head],
    {
      outputBytesMax: request.bytesMax,
      whenExceeded: "cut",
    },
  );
  const text = output.stdout.toString("utf8");
  if (!output.isCut) return text;
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return `${whole}[cut: the diff is longer than ${request.bytesMax} bytes]\n`;
}

/** Message and diff of one commit; null when nothing of this name is a commit. */
export async function readPatch(
  hub: Hub,
  request: { readonly commit: string; readonly bytesMax: number },
): Promise<string | null> {
  const named = await hub.shared.read(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${request.commit}^{commit}`],
    { accepts: [0, 1, 128] },
  );
  const commit = named.stdout.toString("utf8").trim();
  if (named.exitCode !== 0 || commit === "") return null;
  const argv = [
    "show",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--format=medium",
    "-m",
    "--first-parent",
  ];
  const output = await hub.shared.read([...argv, "--end-of-options", commit], {
    outputBytesMax: request.bytesMax,
    whenExceeded: "cut",
  });
  return output.stdout.toString("utf8");
}

export async function readFile(hub: Hub, commit: CommitSha, path: string): Promise<string | null> {
  const header = await hub.objects.readHeader(`${commit}:${insideTree(path)}`);
  if (header?.type !== "blob") {
    await readTree(hub, commit);
    return null;
  }
  if (header.bytes <= FILE_BYTES_MAX)
    return (await hub.objects.readContent(header.oid))?.content.toString("utf8") ?? null;
  const { stdout } = await hub.shared.read(["cat-file", "blob", header.oid], {
    outputBytesMax: FILE_BYTES_MAX,
    whenExceeded: "cut",
  });
  return wholeCharacters(stdout);
}

export async function listFiles(hub: Hub, commit: CommitSha, glob: string): Promise<readonly string[]> {
  // Comparing with the empty tree is the one way in which git matches a glob against a commit without reading files.
  const emptyTree = commit.length === 64 ? EMPTY_TREE_SHA256 : EMPTY_TREE_SHA1;
  const argv = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options"];
  const { stdout } = await hub.shared.read([...argv, emptyTree, commit, "--", `:(glob)${insideTree(glob)}`], {
    timeLimitMs: SEARCH_MS_MAX,
  });
  return nulFields(stdout).slice(0, LISTED_PATHS_MAX);
}

export async function search(
  hub: Hub,
  commit: CommitSha,
  pattern: string,
  pathGlob: string | null,
): Promise<readonly string[]> {
  if (pattern.includes("\0")) throw new RepositoryFailed(["grep"], null, "a pattern cannot hold a NUL");
  const argv = ["grep", "-n", "-I", "-E", "-z", "--full-name", "--no-color", "--no-column", "--no-textconv"];
  const where = pathGlob === null ? [] : [`:(glob)${insideTree(pathGlob)}`];
  const { stdout } = await hub.shared.read(
    // `git grep` learnt --end-of-options after 2.39; a commit is hexadecimal and a pattern follows its -e.
    [...argv, "--no-recurse-submodules", "-e", pattern, commit, "--", ...where],
    { accepts: [0, 1], outputBytesMax: 4 * 1024 * 1024, whenExceeded: "cut", timeLimitMs: SEARCH_MS_MAX },
  );
  const lines = stdout.toString("utf8").split("\n").slice(0, -1);
  return lines.slice(0, FOUND_LINES_MAX).map((line) => foundLine(line, commit));
}

/** `<commit>:<path> NUL <number> NUL <text>` */
function foundLine(line: string, commit: CommitSha): string {
  const [path = "", number = "", ...rest] = line.slice(commit.length + 1).split("\0");
  const text = rest.join("\0");
  const shown =
    text.length > FOUND_LINE_CHARACTERS_MAX ? `${text.slice(0, FOUND_LINE_CHARACTERS_MAX)}…` : text;
  return `${path}:${number}:${shown}`;
}

/** A path or glob that cannot lead out of the tree, nor mean something else to git. */
function insideTree(path: string): string {
  const segments = path.split("/");
  const leadsOut = path === "" || path.startsWith("/") || segments.includes("..") || segments.includes(".");
  if (leadsOut || /[\0\n]/.test(path)) throw new PathOutsideTree(path);
  return path;
}

/** Without the half of a character that the cut may have left. */
function wholeCharacters(bytes: Buffer): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: true });
}
