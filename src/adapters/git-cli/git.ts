import { randomBytes } from "node:crypto";
import type { Processes, SupervisedProcess } from "../../ports/processes.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import { gitEnvironment, inheritedEnvironment, type GitAccess } from "./git-environment.ts";
import { collectOutput, type Collected } from "./output.ts";

/** Where a git process works. */
export type GitPlace =
  /** Host territory; git finds the repository from there: the user's checkout, or a folder to be examined. */
  | { readonly kind: "folder"; readonly path: string }
  /** Refs and objects of the repository; touches no worktree. */
  | { readonly kind: "hub"; readonly commonDir: string }
  /**
   * A worktree of ours, or a folder in it. Git is told its directory, since the `.git` file may have been replaced;
   * null for a repository that a worker made inside, which git finds itself.
   */
  | {
      readonly kind: "worktree";
      readonly path: string;
      readonly gitDir: string | null;
      readonly owner: Owner;
    };

/** `worker`: code of the repository or an agent may have run there, so git goes through the sandbox. */
export type Owner = "host" | "worker";

export interface GitOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Exit codes that have a meaning to the caller; every other one is a failure. Default: 0 only. */
  readonly accepts?: readonly number[];
  readonly outputBytesMax?: number;
  /** What happens at `outputBytesMax`. Default: `fail`. */
  readonly whenExceeded?: "fail" | "cut";
  readonly timeLimitMs?: number;
  readonly signal?: AbortSignal;
}

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly isCut: boolean;
  readonly stderr: string;
}

/** One place with its two ways to work there. */
export interface BoundGit {
  /** @throws RepositoryFailed */
  read(argv: readonly string[], options?: GitOptions): Promise<GitOutput>;
  /** @throws RepositoryFailed */
  write(argv: readonly string[], options?: GitOptions): Promise<GitOutput>;
  /** A process whose streams the caller owns. It must be awaited or stopped. */
  start(
    argv: readonly string[],
    options: { readonly access: GitAccess } & Pick<GitOptions, "env">,
  ): Promise<SupervisedProcess>;
}

export interface Git {
  at(place: GitPlace): BoundGit;
  /** Pids of our git processes that run now and take no lock. */
  readerPids(): ReadonlySet<number>;
  /** Pids of all our git processes that run now. */
  livePids(): ReadonlySet<number>;
}

/** Output that a caller did not bound is a defect of the caller; this keeps the daemon alive then. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const STDERR_BYTES_MAX = 16 * 1024;
/** The longest of our calls is the checkout of a large tree on a slow disk. */
const TIME_LIMIT_MS = 10 * 60_000;
/** After git has ended only a process that it left behind can hold its output open. */
const OUTPUT_END_MS_MAX = 2_000;

const SLOT_PREFIX = "git-";

/** Our git processes that run now, whichever part of the daemon started them: locks are taken beside all of them. */
const live = new Map<number, GitAccess>();

/** Whether a supervised process is one of our own gits. */
export function isGitSlot(slot: string): boolean {
  return slot.startsWith(SLOT_PREFIX);
}

/**
 * The one way in which the host runs git: argument arrays, never a shell; an environment by allow-list; output,
 * time and locks bounded. Each process has a slot of its own, so that stopping one by its slot ends no other.
 */
export function createGit(parts: {
  readonly processes: Processes;
  readonly spawnInTerritory?: Sandbox["spawn"] | undefined;
  readonly environment?: NodeJS.ProcessEnv | undefined;
}): Git {
  const inherited = inheritedEnvironment(parts.environment ?? process.env);
  const start = async (place: GitPlace, argv: readonly string[], access: GitAccess, options: GitOptions) => {
    const command: [string, ...string[]] = ["git", ...placeArguments(place), ...argv];
    const env = { ...gitEnvironment(access), ...options.env };
    const stdin = options.stdin === undefined ? "none" : "pipe";
    const slot = `${SLOT_PREFIX}${randomBytes(6).toString("hex")}`;
    const cwd = place.kind === "hub" ? place.commonDir : place.path;
    const child =
      isWorkers(place) && parts.spawnInTerritory
        ? await parts.spawnInTerritory({ path: cwd, slot }, command, { env, stdin })
        : await parts.processes.spawn({ argv: command, cwd, env: { ...inherited, ...env }, slot, stdin });
    live.set(child.identity.pid, access);
    void child.exited.then(() => live.delete(child.identity.pid));
    return child;
  };

  const run = async (
    place: GitPlace,
    argv: readonly string[],
    access: GitAccess,
    options: GitOptions = {},
  ) => {
    const child = await start(place, argv, access, options);
    if (options.stdin !== undefined) child.stdin?.end(options.stdin);
    const output = await finish(child, argv, options);
    // What a filter or a driver of the repository left behind belongs to no worker's slot.
    if (isWorkers(place)) await child.stop();
    return output;
  };

  return {
    at: (place) => ({
      read: (argv, options) => run(place, argv, "reads", options),
      write: (argv, options) => run(place, argv, "writes", options),
      start: (argv, { access, env }) => start(place, argv, access, { ...(env && { env }), stdin: "" }),
    }),
    readerPids: () => new Set([...live].filter(([, access]) => access === "reads").map(([pid]) => pid)),
    livePids: () => new Set(live.keys()),
  };
}

/** The first line of a command's output: an object name, a path, a count. */
export function firstLine(output: GitOutput): string {
  return output.stdout.toString("utf8").split("\n", 1)[0] ?? "";
}

/** The fields of a command that ends each one with NUL. */
export function nulFields(stdout: Buffer): string[] {
  const fields = stdout.toString("utf8").split("\0");
  fields.pop();
  return fields;
}

function isWorkers(place: GitPlace): boolean {
  return place.kind === "worktree" && place.owner === "worker";
}

function placeArguments(place: GitPlace): string[] {
  switch (place.kind) {
    case "folder":
      return [];
    case "hub":
      return [`--git-dir=${place.commonDir}`];
    case "worktree":
      return place.gitDir === null ? [] : [`--git-dir=${place.gitDir}`, `--work-tree=${place.path}`];
  }
}

async function finish(
  child: SupervisedProcess,
  argv: readonly string[],
  options: GitOptions,
): Promise<GitOutput> {
  const stop = stopper(child, options);
  const stdout = collectOutput(child.stdout, options.outputBytesMax ?? OUTPUT_BYTES_MAX, () =>
    stop.now("its output passed the bound"),
  );
  const stderr = collectOutput(child.stderr, STDERR_BYTES_MAX);
  const exit = await child.exited;
  await withinTime(OUTPUT_END_MS_MAX, Promise.all([stdout.ended, stderr.ended]));
  await stop.settled();
  child.stdout.destroy();
  child.stderr.destroy();
  const { isCut } = stdout;
  const complaint = (stop.reason() ?? stderr.bytes().toString("utf8")) || "";
  if (isCut && options.whenExceeded === "cut") return outputOf(0, stdout, complaint);
  if (stop.reason() !== null) throw new RepositoryFailed(argv, null, `stopped, since ${complaint}`);
  if (exit.code === null || !(options.accepts ?? [0]).includes(exit.code))
    throw new RepositoryFailed(argv, exit.code, complaint);
  return outputOf(exit.code, stdout, complaint);
}

function outputOf(exitCode: number, stdout: Collected, stderr: string): GitOutput {
  return { exitCode, stdout: stdout.bytes(), isCut: stdout.isCut, stderr };
}

interface Stopper {
  now(reason: string): void;
  reason(): string | null;
  /** Resolves when a stop that was begun has ended. @throws SurvivorsLeft */
  settled(): Promise<void>;
}

/** Ends the process at its time limit, at the caller's abort, or when told: asked first, killed after the supervisor's grace. */
function stopper(child: SupervisedProcess, options: GitOptions): Stopper {
  let reason: string | null = null;
  let stopping: Promise<void> = Promise.resolve();
  const now = (why: string): void => {
    if (reason !== null) return;
    reason = why;
    stopping = child.stop();
    // Awaited by `settled`; until then a failure must not count as unhandled.
    stopping.catch((error: unknown) => error);
  };
  const limitMs = options.timeLimitMs ?? TIME_LIMIT_MS;
  const timer = setTimeout(() => now(`it ran longer than ${limitMs} ms`), limitMs);
  const abort = (): void => now("the caller gave up");
  options.signal?.addEventListener("abort", abort, { once: true });
  if (options.signal?.aborted) abort();
  const release = (): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
  };
  return {
    now,
    reason: () => reason,
    settled: async () => {
      release();
      await stopping;
    },
  };
}

async function withinTime(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
