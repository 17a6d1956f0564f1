// A few lines of a daemon's own code in a process of their own, which can be killed where it hurts.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface ScriptProcess {
  readonly pid: number;
  /** The lines that it says, as they come; ends when it does. */
  readonly lines: AsyncIterableIterator<string>;
  /** The next line. */
  says(): Promise<string>;
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
}

export interface ScriptOptions {
  readonly args?: readonly string[];
  readonly nodeFlags?: readonly string[];
  /** Another user, when the tests are allowed to choose. */
  readonly uid?: number;
}

/** What a failed test leaves running ends with the tests. */
const started = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

/** `src("journal/home-lock.ts")` in a script is what to import. */
export function startScript(script: string, options: ScriptOptions = {}): ScriptProcess {
  const { args = [], nodeFlags = [], uid } = options;
  const prelude = `const src = (path) => new URL(path, ${JSON.stringify(new URL("../../src/", import.meta.url).href)}).href;
    const say = (line) => new Promise((resolve) => process.stdout.write(line + "\\n", resolve));`;
  const argv = [...nodeFlags, "--input-type=module", "-e", `${prelude}\n${script}`, ...args];
  const child = spawn(process.execPath, argv, {
    stdio: ["ignore", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  started.add(child);
  const ended = once(child, "close").then(([code]) => {
    started.delete(child);
    return code as number | null;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    says: async () => {
      const next = await lines.next();
      if (next.done === true) throw new RangeError(`the script ended with ${await ended} before it spoke`);
      return next.value;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
