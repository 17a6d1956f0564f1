// A world of streams that are only remembered, for running commands in a test's own process.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { runCommandLine } from "../command-line.ts";
import type { World } from "../world.ts";
import type { FakeDaemon, FakeOptions } from "./fake.ts";
import { startFakeDaemon } from "./fake-daemon.ts";

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly isTerminal?: boolean;
  readonly world?: Partial<World>;
}

/** A folder that goes with its test. */
export function makeHome(): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-cli-")));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** A daemon that ends with its test. */
export async function fakeDaemonOfTest(
  options: Partial<FakeOptions> = {},
): Promise<FakeDaemon & { home: string }> {
  const home = options.home ?? makeHome();
  const fake = await startFakeDaemon({ ...options, home });
  onTestFinished(() => fake.close());
  return Object.assign(fake, { home });
}

/** Runs to its end. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const running = start(argv, options);
  if (options.stdin !== undefined) running.stdin.end(options.stdin);
  return { exitCode: await running.ended, stdout: running.stdout(), stderr: running.stderr() };
}

export interface Running {
  readonly stdin: PassThrough;
  stdout(): string;
  stderr(): string;
  /** Nobody reads what it prints any more. */
  leaveOutput(): void;
  readonly ended: Promise<number>;
}

export function start(argv: readonly string[], options: RunOptions = {}): Running {
  const stdin = new PassThrough();
  const stdout = remembering(options.isTerminal ?? false);
  const stderr = remembering(false);
  const world = {
    openHost: () => Promise.reject(new Error("no host in this test")),
    liveProcesses: () => [],
    makeSample: () => Promise.reject(new Error("no sample in this test")),
    stage: () => Promise.resolve(),
    version: () => Promise.resolve("1.2.3"),
    serve: () => Promise.reject(new Error("nothing is served in this test")),
    serveDetached: () => Promise.reject(new Error("nothing is served in this test")),
    offline: () => Promise.reject(new Error("no file of a home in this test")),
    openBrowser: () => Promise.resolve(false),
    stdin: stdin as unknown as World["stdin"],
    stdout: stdout.stream,
    stderr: stderr.stream,
    ...options.world,
  };
  return {
    stdin,
    stdout: stdout.text,
    stderr: stderr.text,
    leaveOutput: () => void stdout.stream.emit("error", Object.assign(new Error("EPIPE"), { code: "EPIPE" })),
    ended: runCommandLine(argv, world),
  };
}

function remembering(isTTY: boolean): { readonly stream: World["stdout"]; readonly text: () => string } {
  let text = "";
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  const stdout = Object.assign(stream, { isTTY, columns: 100, rows: 40 });
  return { stream: stdout as unknown as World["stdout"], text: () => text };
}
