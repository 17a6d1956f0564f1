import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { SpawnedProcess, SpawnOptions } from "@anthropic-ai/claude-agent-sdk";
import { plainText } from "../../domain/plain-text.ts";
import type { ProcessExit, SupervisedProcess } from "../../ports/processes.ts";

const STDERR_CHARACTERS_MAX = 2_000;

/**
 * The SDK wants its child at once, ours is started in a moment and in a box. This stands in between: what is
 * written before the start waits in the stream. A kill by the SDK becomes a supervised stop.
 */
export interface SpawnProxy {
  /** `Options.spawnClaudeCodeProcess`. */
  readonly spawn: (options: SpawnOptions) => SpawnedProcess;
  /** Settles when the real process was started, or could not be. */
  readonly started: Promise<SupervisedProcess>;
  /** Stops reading the agent's output, so that it cannot run ahead of who listens. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Reads on whatever happens: the session ends. */
  release(): void;
  /** The end of what the process complained about. */
  complaints(): string;
}

export interface ProxyPlan {
  /** Starts the real process. */
  readonly start: (argv: [string, ...string[]], env: Record<string, string>) => Promise<SupervisedProcess>;
  /** Called when the SDK wants the process to end. Must not reject. */
  readonly stop: () => Promise<void>;
}

export function createSpawnProxy(plan: ProxyPlan): SpawnProxy {
  const { promise: started, resolve, reject } = Promise.withResolvers<SupervisedProcess>();
  const stand = new StandIn(() => void plan.stop());
  let complaints = "";
  let isPaused = false;
  let isReleased = false;
  started.then(
    (child) => {
      stand.attach(child);
      if (isPaused) child.stdout.unpipe(stand.stdout);
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        complaints = (complaints + text).slice(-STDERR_CHARACTERS_MAX);
      });
    },
    (error: unknown) => stand.fail(error instanceof Error ? error : new TypeError(String(error))),
  );
  const resume = (): void => {
    if (isPaused) stand.child?.stdout.pipe(stand.stdout);
    isPaused = false;
  };
  return {
    spawn: ({ command, args, env }) => {
      plan.start([command, ...args], defined(env)).then(resolve, reject);
      return stand;
    },
    started,
    pause: () => {
      if (isReleased) return;
      isPaused = true;
      stand.child?.stdout.unpipe(stand.stdout);
    },
    resume,
    release: () => {
      isReleased = true;
      resume();
    },
    complaints: () => plainText(complaints).trim(),
  };
}

class StandIn extends EventEmitter implements SpawnedProcess {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  killed = false;
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;
  child: SupervisedProcess | null = null;
  readonly #stop: () => void;

  constructor(stop: () => void) {
    super();
    this.#stop = stop;
    // A failed start reaches the caller through `started`; without a listener it would end this process too.
    this.on("error", () => undefined);
  }

  attach(child: SupervisedProcess): void {
    this.child = child;
    if (child.stdin) this.stdin.pipe(child.stdin);
    child.stdout.pipe(this.stdout);
    void child.exited.then((exit) => this.#end(exit));
  }

  fail(error: Error): void {
    this.exitCode = 1;
    this.stdout.end();
    this.emit("error", error);
    this.emit("exit", 1, null);
  }

  kill(): boolean {
    this.killed = true;
    this.#stop();
    return true;
  }

  #end({ code, signal }: ProcessExit): void {
    this.exitCode = code;
    this.signalCode = signal as NodeJS.Signals | null; // the name comes from Node's own exit event
    this.emit("exit", code, signal);
  }
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) kept[name] = value;
  return kept;
}
