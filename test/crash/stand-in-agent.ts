// In place of an agent where the point is git: a shell that does the ticket's work, and a record of what it was asked. Its processes are real.
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { accountId } from "../../src/domain/ids.ts";
import type {
  AgentDriver,
  AgentMessage,
  AgentSession,
  OpenRequest,
  WorkerEvent,
} from "../../src/ports/agent.ts";
import type { Processes, SupervisedProcess } from "../../src/ports/processes.ts";
import { LANDED_FILE } from "./plan.ts";

/** Reads a line for each message, does the work if it is not done, and says so. */
const WORK = [
  "while read -r line; do",
  `if ! git cat-file -e HEAD:${LANDED_FILE.path} 2>/dev/null; then`,
  // A git of its own that was killed may have left a lock: an agent would look and go on.
  `printf '${LANDED_FILE.text.replace("\n", "\\n")}' > ${LANDED_FILE.path}`,
  `git add ${LANDED_FILE.path} && git commit --quiet --message "Add a note"`,
  "fi; echo done; done",
].join("\n");
const LISTEN = "while read -r line; do echo done; done";

export function createStandInAgent(options: {
  readonly processes: Pick<Processes, "spawn">;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}): AgentDriver {
  mkdirSync(options.folder, { recursive: true });
  const recordOf = (session: string) => join(options.folder, `${session}.txt`);
  return {
    name: "stand-in",
    model: "stand-in (no language model)",
    account: { id: accountId("stand-in"), name: "nobody" },
    traceMessage: async ({ session, uuid }) => {
      const isAnswered = readIfThere(recordOf(session)).split("\n").includes(uuid);
      return isAnswered ? { trace: "answered", text: "Done." } : { trace: "absent", text: "" };
    },
    open: async (request) => {
      const child = await options.processes.spawn({
        argv: ["sh", "-c", request.role === "worker" ? WORK : LISTEN],
        cwd: request.cwd,
        env: { ...options.env, ...request.env },
        slot: request.slot,
        stdin: "pipe",
      });
      return openSession(request, child, (uuid) => appendFileSync(recordOf(request.session), `${uuid}\n`));
    },
  };
}

function openSession(
  request: OpenRequest,
  child: SupervisedProcess,
  record: (uuid: string) => void,
): AgentSession {
  const waiting: AgentMessage[] = [];
  const events: WorkerEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const push = (...more: readonly WorkerEvent[]) => {
    events.push(...more);
    wake.resolve();
  };
  push({ type: "started", model: "stand-in", identity: child.identity });
  createInterface({ input: child.stdout }).on("line", () => {
    const message = waiting.shift();
    if (message !== undefined) void endTurn(message);
  });
  child.stderr.resume();
  void child.exited.then(({ code, signal }) =>
    push({ type: "closed", detail: `it ended with ${code ?? signal}` }),
  );

  async function endTurn(message: AgentMessage): Promise<void> {
    const verdict = request.tools.find((tool) => tool.name === "verdict");
    await verdict?.call({ verdict: "accept", criteria: [] });
    record(message.uuid);
    if (request.role === "worker")
      push(
        { type: "tool-started", id: message.uuid, name: "Bash", input: { command: "git commit" } },
        { type: "tool-ended", id: message.uuid, name: "Bash", isError: false, durationMs: 1, output: "" },
      );
    push({
      type: "turn-ended",
      uuids: [message.uuid],
      text: "Done.",
      outcome: { kind: "done" },
      usage: { inputTokens: 1, outputTokens: 1, costUsd: 0 },
    });
  }

  return {
    events: (async function* () {
      for (;;) {
        const event = events.shift();
        if (event === undefined) {
          await wake.promise;
          wake = Promise.withResolvers<void>();
          continue;
        }
        yield event;
        if (event.type === "closed") return;
      }
    })(),
    send: (message) => {
      waiting.push(message);
      child.stdin?.write(`${message.uuid}\n`);
    },
    interrupt: async () => undefined,
    answer: () => undefined,
    close: async () => {
      await child.stop();
    },
  };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
