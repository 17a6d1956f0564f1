import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { query, type Options, type SDKUserMessage } from "@anthropic-ai/claude-agent-sdk";
import { afterEach, beforeEach, expect } from "vitest";
import { startPlaybook, type Playbook } from "../server.ts";

const RESULT_WAIT_MS = 40_000;

const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "worker",
  GIT_AUTHOR_EMAIL: "worker@example.invalid",
  GIT_COMMITTER_NAME: "worker",
  GIT_COMMITTER_EMAIL: "worker@example.invalid",
};

export interface RealAgent {
  readonly playbook: Playbook;
  readonly repository: string;
  git(...args: string[]): string;
  options(url: string, over: Options): Options;
  /** All that the agent has written of its sessions so far. */
  sessionFile(): string;
  killAll(): void;
}

/** Before each test of a file: a playbook, an empty home and a throw-away repository for the real agent binary. */
export function useRealAgent(): () => RealAgent {
  let agent: RealAgent | undefined;
  let home = "";
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), "playbook-home-"));
    agent = makeAgent(home, mkdtempSync(join(tmpdir(), "playbook-repository-")), await startPlaybook());
  });
  afterEach(async () => {
    agent?.killAll();
    await agent?.playbook.close();
    rmSync(home, { recursive: true, force: true });
    rmSync(agent?.repository ?? home, { recursive: true, force: true });
  });
  return () => {
    if (agent === undefined) throw new TypeError("The agent is only there inside a test.");
    return agent;
  };
}

function makeAgent(home: string, repository: string, playbook: Playbook): RealAgent {
  const startedPids: number[] = [];
  const path = process.env["PATH"] ?? "";
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", repository, ...args], {
      encoding: "utf8",
      env: { PATH: path, ...GIT_ENVIRONMENT },
    });
  const config = join(home, ".claude");
  mkdirSync(config);
  git("init", "-q", "-b", "main");
  writeFileSync(join(repository, "README.md"), "# sample\nhello\n");
  writeFileSync(join(repository, "old.txt"), "old\n");
  git("add", ".");
  git("commit", "-qm", "init");
  return {
    playbook,
    repository,
    git,
    options: (url, over) => ({
      cwd: repository,
      // Nothing is inherited and nothing but the playbook is called.
      env: {
        PATH: path,
        ...GIT_ENVIRONMENT,
        HOME: home,
        CLAUDE_CONFIG_DIR: config,
        LANG: "C.UTF-8",
        SHELL: "/bin/bash",
        TMPDIR: tmpdir(),
        ANTHROPIC_BASE_URL: url,
        ANTHROPIC_API_KEY: "no-key",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_TELEMETRY: "1",
        DISABLE_ERROR_REPORTING: "1",
        DISABLE_AUTOUPDATER: "1",
      },
      permissionMode: "dontAsk",
      settingSources: [],
      spawnClaudeCodeProcess: ({ command, args, cwd, env }) => {
        const child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "ignore"], detached: true });
        if (child.pid !== undefined) startedPids.push(child.pid);
        return child;
      },
      ...over,
    }),
    sessionFile: () =>
      readdirSync(home, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => readFileSync(join(home, name), "utf8"))
        .join(""),
    killAll: () => {
      for (const pid of startedPids.splice(0)) killGroup(pid);
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    const hasEnded = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!hasEnded) throw error;
  }
}

/** A session that is spoken to one message at a time. */
export function openSession(options: Options) {
  const waiting: SDKUserMessage[] = [];
  const results: string[] = [];
  let queuedCount = 0;
  let wake = () => {};
  let isOver = false;
  async function* messages(): AsyncGenerator<SDKUserMessage> {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const session = query({ prompt: messages(), options });
  const reading = (async () => {
    for await (const message of session) {
      if (message.type === "result") {
        const isGood = message.subtype === "success" && !message.is_error;
        results.push(isGood ? message.result : `NO RESULT: ${JSON.stringify(message)}`);
      }
      // On the wire, but not in the SDK's type of a message.
      const event = message as { readonly type: string; readonly state?: string };
      if (event.type === "command_lifecycle" && event.state === "queued") queuedCount += 1;
    }
  })();
  const push = (content: string) => {
    const message = { role: "user" as const, content };
    waiting.push({ type: "user", message, parent_tool_use_id: null, uuid: randomUUID() });
    wake();
  };
  const nextResult = async (countBefore: number): Promise<string> => {
    await expect.poll(() => results.length, { timeout: RESULT_WAIT_MS }).toBeGreaterThan(countBefore);
    return results.at(-1) ?? "";
  };
  return {
    /** Fails when the agent's process is killed. */
    reading,
    push,
    nextResult,
    /** How many pushed messages the agent has taken notice of. */
    queuedCount: () => queuedCount,
    send(content: string): Promise<string> {
      const count = results.length;
      push(content);
      return nextResult(count);
    },
    async close() {
      isOver = true;
      wake();
      await reading;
    },
  };
}
