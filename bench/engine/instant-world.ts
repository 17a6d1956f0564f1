// A world in which everything works at once, except that an agent's turn takes virtual time: what is left is the engine's own work.
import { createChannel } from "../../src/adapters/simulated/channel.ts";
import { accountId, branchName, commitSha, treeSha, type CommitSha } from "../../src/domain/ids.ts";
import type { Ports } from "../../src/engine/ports.ts";
import type { AgentDriver, AgentMessage, OpenRequest, WorkerEvent } from "../../src/ports/agent.ts";
import type { Clock } from "../../src/ports/clock.ts";

export const TARGET = branchName("main");
/** Model calls of a worker's turn: each reports what it used. */
const CALLS_OF_A_TURN = 6;
/** Virtual time of a worker's turn. */
const TURN_MS = 60_000;

/** `onTurn` is told when a worker's turn begins. */
export function createInstantWorld(clock: Clock): Omit<Ports, "clock" | "ids"> {
  let commits = 1;
  const next = (): CommitSha => commitSha((commits += 1).toString(16).padStart(40, "0"));
  let tip = next();
  const candidates = new Map<string, CommitSha>();
  return {
    processes: { list: () => [], stopSlot: async () => undefined },
    repository: {
      readTip: async () => tip,
      importCommits: async () => ({
        head: next(),
        commitCount: 1,
        subject: "work",
        files: [{ path: "a.txt", added: 1, removed: 0 }],
        protectedPaths: [],
      }),
      mergeTree: async ({ head }) => ({ kind: "clean", tree: treeSha(head) }),
      makeCandidate: async ({ landing }) => {
        const candidate = next();
        candidates.set(landing, candidate);
        return candidate;
      },
      dropCandidate: async (landing) => void candidates.delete(landing),
      land: async ({ landing, candidate }) => {
        candidates.delete(landing);
        tip = candidate;
        return { kind: "landed" };
      },
      readDiff: async () => "+one line\n",
      readStat: async () => ({ fileCount: 1, added: 1, removed: 0 }),
      readFile: async () => null,
      readLog: async () => [],
    },
    workspaces: {
      prepare: async ({ run, branch }) => ({ path: `/instant/${run}`, branch }),
      keep: async () => ({ ref: null, fileCount: 0, ignoredBytes: 0 }),
      remove: async () => undefined,
      readHead: () => Promise.reject(new RangeError("nothing is taken over here")),
      readUncommitted: async () => [],
      watchHead: async () => () => undefined,
      acquireVerify: async () => ({
        path: "/instant/verify",
        isSetUp: true,
        markSetUp: async () => undefined,
        release: async () => undefined,
      }),
    },
    agents: instantDriver(clock),
    checks: {
      run: async ({ command }) => ({
        command,
        outcome: "green",
        exitCode: 0,
        durationMs: 1,
        output: "1 passed",
        outputBytes: 8,
      }),
    },
  };
}

function instantDriver(clock: Clock): AgentDriver {
  let pids = 100;
  return {
    name: "instant",
    model: "instant",
    account: { id: accountId("instant"), name: "nobody" },
    traceMessage: async () => ({ trace: "absent", text: "" }),
    open: async (request) => {
      const channel = createChannel();
      const identity = { pid: (pids += 1), startTime: "1", bootId: "instant" };
      channel.push({ type: "started", model: "instant", identity });
      return {
        events: channel,
        send: (message) => void turn(request, message, clock, (event) => channel.push(event)),
        interrupt: async () => undefined,
        close: async () => {
          channel.push({ type: "closed", detail: "closed" });
          channel.end();
        },
      };
    },
  };
}

async function turn(
  request: OpenRequest,
  message: AgentMessage,
  clock: Clock,
  post: (event: WorkerEvent) => void,
): Promise<void> {
  const { role, tools } = request;
  if (role === "worker") {
    for (let call = 1; call <= CALLS_OF_A_TURN; call += 1) {
      await clock.wait(TURN_MS / CALLS_OF_A_TURN);
      const id = `call-${call}`;
      post({ type: "tool-started", id, name: "Bash", input: { command: "npm test" } });
      post({ type: "tool-ended", id, name: "Bash", isError: false, durationMs: 5, output: "1 passed" });
    }
  }
  if (role === "reviewer") await tools[0]?.call({ verdict: "accept", criteria: [], findings: [] });
  post({
    type: "turn-ended",
    uuids: [message.uuid],
    text: "It is done, and the checks pass.",
    outcome: { kind: "done" },
    usage: { inputTokens: 1_000, outputTokens: 100, costUsd: 0.01 },
  });
}
