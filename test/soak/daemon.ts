// The lives of a soak's daemon: started, told, asked for its memory, killed and started again.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createDaemonApi, type ProjectApi } from "../../src/cli/daemon/api.ts";
import { readView } from "../../src/cli/daemon/feed.ts";
import { findDaemon, isAlive, requireDaemon } from "../../src/cli/daemon/place.ts";
import type { View } from "../../src/wire/feed.ts";
import { pathTo } from "../../src/wire/routes.ts";
import { startFlags } from "../e2e/jarvis-process.ts";
import { processesOf } from "../e2e/live-processes.ts";
import { cleanEnvironment, PROJECT } from "../e2e/scene.ts";
import { until } from "../e2e/until.ts";
import type { Order, SoakPlan, ToldByDaemon } from "./plan.ts";
import type { Sample } from "./slope.ts";

const START_MS_MAX = 90_000;
const ANSWER_MS_MAX = 20_000;
const CLOSE_MS_MAX = 60_000;
const STDERR_CHARS_MAX = 4_000;

export interface SoakDaemon {
  readonly pid: number;
  readonly api: ProjectApi;
  view(): Promise<View>;
  /** As the user does it in Settings. */
  connectModel(): Promise<void>;
  tell(order: Order): void;
  /** After a full collection, in MiB; null: it did not answer. */
  memory(): Promise<Omit<Sample, "atMs"> | null>;
  /** @returns processes of the home that lived at that moment */
  kill(): Promise<readonly number[]>;
  /** How it ended by itself, when it should live. */
  ending(): string | null;
  /** @returns how it ended when that was not as it should */
  close(): Promise<string | null>;
}

export async function startSoakDaemon(plan: SoakPlan): Promise<SoakDaemon> {
  const program = join(PROJECT, "test", "soak", "daemon-main.ts");
  const flags = [...startFlags(), "--expose-gc"];
  const child = spawn(process.execPath, [...flags, program, JSON.stringify(plan)], {
    cwd: PROJECT,
    env: cleanEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    // A Ctrl-C at the terminal is for the soak, which then closes it in order.
    detached: true,
  });
  const told = followed(child);
  const ready = await until("the daemon to be ready", () => told.ready() ?? told.ending(), {
    limitMs: START_MS_MAX,
    found: () => told.stderr(),
  });
  const project = told.ready();
  if (project === null) throw new Error(`The daemon did not start: ${ready}`);
  const { home } = plan;
  const place = await requireDaemon(home);
  const pid = child.pid ?? 0;
  return {
    pid,
    api: createDaemonApi(() => place).project(project),
    view: () => readView(() => findDaemon(home), project),
    connectModel: async () => {
      const reply = await fetch(`${place.url}${pathTo("model")}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${place.token}`, "content-type": "application/json" },
        body: JSON.stringify({ kind: "playbook" }),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      if (!reply.ok) throw new Error(`Cannot connect the model: ${reply.status} ${await reply.text()}`);
    },
    tell: (order) => void child.stdin?.write(`${JSON.stringify(order)}\n`),
    memory: async () => {
      const before = told.collectedCount();
      child.stdin?.write(`${JSON.stringify({ kind: "collect" } satisfies Order)}\n`);
      const isDone = () => told.collectedCount() > before || told.ending() !== null;
      await until("a collection", isDone, { limitMs: ANSWER_MS_MAX });
      const rssMb = told.ending() === null ? megabytesOf(pid) : null;
      return rssMb === null ? null : { rssMb, heapMb: told.heapMb() };
    },
    kill: async () => {
      const alive = processesOf(home);
      child.kill("SIGKILL");
      await until("the daemon to be gone", () => told.ending(), { limitMs: ANSWER_MS_MAX });
      return alive;
    },
    ending: () => told.ending(),
    close: async () => {
      if (told.ending() === null) child.kill("SIGTERM");
      const limit = setTimeout(() => child.kill("SIGKILL"), CLOSE_MS_MAX);
      await until("the daemon to end", () => told.ending(), { limitMs: CLOSE_MS_MAX + ANSWER_MS_MAX });
      clearTimeout(limit);
      // What a program says that SIGTERM ended in order.
      return child.exitCode === 143 ? null : told.ending();
    },
  };
}

function followed(child: ChildProcess) {
  let ready: string | null = null;
  let collectedCount = 0;
  let heapMb = 0;
  let stderr = "";
  let ending: string | null = null;
  const { stdout } = child;
  if (stdout !== null)
    createInterface({ input: stdout }).on("line", (line) => {
      const told: ToldByDaemon = JSON.parse(line);
      if (told.kind === "ready") ready = told.project;
      else if (told.kind === "collected") [collectedCount, heapMb] = [collectedCount + 1, told.heapMb];
      else stderr = (stderr + told.text).slice(-STDERR_CHARS_MAX);
    });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
  });
  // Told to one that has just been killed: its end is told by `ending`.
  child.stdin?.on("error", () => undefined);
  child.on("close", (code, signal) => (ending = `it ended with ${code ?? signal}: ${stderr}`));
  return {
    ready: () => ready,
    collectedCount: () => collectedCount,
    heapMb: () => heapMb,
    stderr: () => stderr,
    ending: () => ending,
  };
}

function megabytesOf(pid: number): number | null {
  if (!isAlive(pid)) return null;
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
}
