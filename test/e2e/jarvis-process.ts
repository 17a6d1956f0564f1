// The command as `npm start` runs it, in a process of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Parsed } from "./journal-of.ts";
import { cleanEnvironment, PROJECT } from "./scene.ts";
import { until } from "./until.ts";

const MAIN = join(PROJECT, "src", "main.ts");

/** The flags of Node that the start script sets. */
export function startFlags(): readonly string[] {
  const manifest = readFileSync(join(PROJECT, "package.json"), "utf8");
  const script = /"start": "node ([^"]*)src\/main\.ts"/.exec(manifest)?.[1];
  if (script === undefined) throw new Error("package.json has no start script that runs src/main.ts");
  return script.split(" ").filter(Boolean);
}

export interface JarvisProcess {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Types a line. */
  type(line: string): void;
  /** Presses keys of a terminal, as they are. */
  press(keys: string): void;
  /** Ends what is typed. */
  endInput(): void;
  /** Waits until standard output matches, from where the last match ended. */
  sees(expression: RegExp, limitMs?: number): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ending>;
}

export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another program in front: a pseudo-terminal. */
  readonly wrap?: (argv: readonly string[]) => readonly string[];
}

/** What a failed test leaves running ends with the tests. */
const started = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

/** Longer than any single step takes on two cores with other work beside. */
const STEP_MS_MAX = 60_000;

export function startJarvis(args: readonly string[], options: StartOptions = {}): JarvisProcess {
  const argv = [process.execPath, ...startFlags(), MAIN, ...args];
  const [program = "", ...rest] = options.wrap?.(argv) ?? argv;
  const child = spawn(program, rest, {
    cwd: options.cwd ?? PROJECT,
    env: cleanEnvironment(options.env),
    stdio: ["pipe", "pipe", "pipe"],
  });
  started.add(child);
  let stdout = "";
  let stderr = "";
  let seenTo = 0;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  // Typing to one that has just ended: its end is told by `ended`.
  child.stdin.on("error", () => undefined);
  let hasEnded = false;
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      hasEnded = true;
      started.delete(child);
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    type: (line) => void child.stdin.write(`${line}\n`),
    press: (keys) => void child.stdin.write(keys),
    endInput: () => void child.stdin.end(),
    sees: async (expression, limitMs = STEP_MS_MAX) => {
      const found = await until(
        `${expression} on standard output`,
        () => {
          const match = expression.exec(shown().slice(seenTo));
          if (match === null && hasEnded) throw new Error(`It ended without ${expression}. ${told()}`);
          return match;
        },
        { limitMs, found: told },
      );
      seenTo += found.index + found[0].length;
      return found;
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };

  /** Without what moves the cursor or colours. */
  function shown(): string {
    return stripVTControlCharacters(stdout).replaceAll("\r", "");
  }

  function told(): string {
    return `Standard output ends with:\n${stdout.slice(-1_500)}\nand standard error with:\n${stderr.slice(-1_500)}`;
  }
}

/** Runs it to its end, with nothing typed. */
export async function runJarvis(args: readonly string[], options: StartOptions = {}): Promise<Ending> {
  const jarvis = startJarvis(args, options);
  jarvis.endInput();
  return await jarvis.ended;
}

/** The JSON object that stands last on standard output. */
export function lastJson(ending: Ending): Parsed {
  const line = ending.stdout.trimEnd().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`No JSON on standard output: ${line}\n${ending.stderr.slice(-2_000)}`, { cause: error });
  }
}
