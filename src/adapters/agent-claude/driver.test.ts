import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshSession, openAgent, traceOf } from "../../ports/agent-harness.conformance.ts";
import { AgentUnavailable, type OpenRequest } from "../../ports/agent.ts";
import { SpawnFailed } from "../../ports/processes.ts";
import { createProcesses } from "../processes-posix/processes.ts";
import { createSandboxNone } from "../sandbox-none/sandbox.ts";
import { systemClock } from "../system/clock.ts";
import { createClaudeDriver } from "./driver.ts";
import { createLeases } from "./lease.ts";
import { makeClaudeHarness, type ClaudeHarness, type Ground } from "./testing/harness.ts";

function lay(root: string): Ground {
  const processes = createProcesses({ home: root, graceMs: 1_000 });
  const sandbox = createSandboxNone({ processes, home: join(root, "home") });
  return { processes, sandbox, clock: systemClock };
}

const definition = (change: Partial<OpenRequest["definition"]> = {}): OpenRequest["definition"] => ({
  name: "tester",
  description: "Tests.",
  prompt: "You are tested.",
  tools: ["Bash", "Write"],
  model: null,
  turnsMax: null,
  ...change,
});

describe("the claude driver", () => {
  let harness: ClaudeHarness;
  beforeEach(async () => {
    harness = await makeClaudeHarness(lay);
  });
  afterEach(() => harness.dispose());
  const bash = (command: string) => ({
    kind: "tools" as const,
    calls: [{ name: "Bash", input: { command } }],
  });

  test("refuses to open in a folder that does not exist, and says what was found", async () => {
    const failure = await openAgent(harness, { cwd: join(harness.cwd, "nowhere") }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(AgentUnavailable);
    expect(failure).toMatchObject({
      cause: expect.any(SpawnFailed),
      message: expect.stringContaining("nowhere"),
    });
    expect(harness.aliveCount("R-1.1")).toBe(0);
  });

  test("may be asked again soon when the agent was killed while it started", async () => {
    const { sandbox, clock, processes } = lay(harness.configHome);
    const murderous: Ground["sandbox"] = {
      ...sandbox,
      spawn: async (...request) => {
        const child = await sandbox.spawn(...request);
        process.kill(child.identity.pid, "SIGKILL");
        return child;
      },
    };
    const mode = { kind: "playbook", url: () => harness.model.url } as const;
    const driver = createClaudeDriver({
      sandbox: murderous,
      leases: createLeases(processes),
      configHome: harness.configHome,
      clock,
      mode,
    });
    await expect(openAgent(harness, {}, driver)).rejects.toMatchObject({
      code: "agent-unavailable",
      retry: "soon",
    });
  });

  test("begins a session again of which a crash left a record without a message", async () => {
    const session = freshSession();
    const before = await openAgent(harness, { session });
    before.say("hello");
    await before.turnEnd(1);
    await before.session.close();
    const projects = join(harness.configHome, session, "projects");
    const path = join(projects, readdirSync(projects)[0] ?? "", `${session}.jsonl`);
    const lines = readFileSync(path, "utf8").split("\n");
    const isPrompt = (line: string) => (JSON.parse(line) as { type: string }).type === "user";
    writeFileSync(path, `${lines.slice(0, lines.findIndex(isPrompt)).join("\n")}\n`);
    const after = await openAgent(harness, { session });
    const uuid = after.say("again");
    expect(await after.turnEnd(1)).toMatchObject({ uuids: [uuid], outcome: { kind: "done" } });
    await after.session.close();
  });

  test("offers the definition's tools and ours, whatever forbidden ones the definition names", async () => {
    const agent = await openAgent(harness, {
      definition: definition({ tools: ["Bash(git:*)", "WebFetch", "Agent", "Task", "AskUserQuestion"] }),
    });
    agent.say("hello");
    await agent.turnEnd(1);
    const names = harness.model.requests[0]?.tools.map((tool) => tool.name);
    // The placeholder is the binary's own, and cannot be called.
    const callable = names?.filter((name) => name !== "DeferredToolPlaceholder");
    // What is asked for, a worker has in any case: only the user's word lets it through.
    expect(callable).toEqual(["AskUserQuestion", "Bash", "WebFetch", "WebSearch"]);
    await agent.session.close();
  });

  test("asks for a command that the definition's rules do not cover, and for the network, and refuses for good what is forbidden", async () => {
    const agent = await openAgent(harness, {
      definition: definition({ tools: ["Bash(git status:*)", "Write"] }),
    });
    const call = (name: string, input: unknown) => ({ kind: "tools", calls: [{ name, input }] }) as const;
    harness.model.script(
      call("Bash", { command: "git status" }),
      call("Bash", { command: "touch made" }),
      call("WebFetch", { url: "https://example.invalid/a", prompt: "read it" }),
      call("Bash", { command: "git commit -m x && git push origin main" }),
      call("Bash", { command: `touch ${harness.configHome}/x` }),
      call("Bash", { command: `touch \u202e` }),
      call("Write", { file_path: `${harness.configHome}/../outside`, content: "x" }),
    );
    agent.say("begin");
    const asked = () => agent.events.filter((event) => event.type === "asked");
    await agent.until(() => asked().length === 1);
    agent.session.answer(asked()[0]?.id ?? "", { kind: "allowed" });
    await agent.until(() => asked().length === 2);
    agent.session.answer(asked()[1]?.id ?? "", { kind: "denied", text: "Not from there." });
    await agent.turnEnd(1);
    expect(asked().map((event) => event.asked)).toEqual([
      { kind: "permission", tool: "Bash", subject: "touch made", detail: "" },
      {
        kind: "permission",
        tool: "WebFetch",
        subject: "https://example.invalid/a",
        detail: '{"prompt":"read it"}',
      },
    ]);
    const outputs = agent.events.flatMap((event) => (event.type === "tool-ended" ? [event.output] : []));
    expect(outputs[2]).toContain("Not from there.");
    expect(outputs[3]).toContain("blocked by JARVIS: workers never push");
    expect(outputs[4]).toContain("belongs to JARVIS");
    expect(outputs[5]).toContain("cannot be shown to the user");
    expect(existsSync(join(harness.cwd, "made"))).toBe(true);
    expect(existsSync(join(harness.configHome, "../outside"))).toBe(false);
    await agent.session.close();
  });

  test("delivers a message as it was written, also when it looks like a command or names a file", async () => {
    const agent = await openAgent(harness);
    const uuid = agent.say("/compact the work on @secret.txt");
    expect(await agent.turnEnd(1)).toMatchObject({ uuids: [uuid], outcome: { kind: "done" } });
    expect(harness.heard()).toContain("/compact the work on @secret.txt");
    await agent.session.close();
  });

  test("tells the model of a conversation which message nobody typed, and a worker nothing of the kind", async () => {
    for (const role of ["conversation", "worker"] as const) {
      const agent = await openAgent(harness, { role });
      agent.session.send({ uuid: freshSession(), text: "worker 1 has finished", source: "report" });
      await agent.turnEnd(1);
      await agent.session.close();
    }
    const heard = harness.model.requests.map((request) => JSON.stringify(request.messages));
    expect(heard.map((text) => text.includes("NOT USER INPUT"))).toEqual([true, false]);
  });

  test("keeps file tools inside the worktree, and its environment free of the host's", async () => {
    process.env["SECRET_OF_THE_DAEMON"] = "s3cret";
    const outside = join(harness.cwd, "..", "outside.txt");
    const agent = await openAgent(harness);
    harness.model.script(
      { kind: "tools", calls: [{ name: "Write", input: { file_path: outside, content: "x" } }] },
      bash("env > environment.txt"),
    );
    agent.say("begin");
    await agent.turnEnd(1);
    delete process.env["SECRET_OF_THE_DAEMON"];
    expect(agent.first("tool-ended")).toMatchObject({ name: "Write", isError: true });
    expect(existsSync(outside)).toBe(false);
    const environment = readFileSync(join(harness.cwd, "environment.txt"), "utf8");
    expect(environment).not.toContain("s3cret");
    expect(environment).toContain("GIT_AUTHOR_NAME=JARVIS worker R-1.1\n");
    expect(environment).toContain("JARVIS_SLOT=R-1.1\n");
    await agent.session.close();
  });

  test.each([
    ["refused", { kind: "refusal" }, 3],
    ["model", { kind: "fail", status: 400, error: "invalid_request_error" }, 10],
    ["model", { kind: "fail", status: 404, error: "not_found_error" }, 1],
    ["window", { kind: "fail", status: 402, error: "billing_error" }, 1],
    ["auth", { kind: "fail", status: 403, error: "permission_error" }, 1],
    ["turns", bash("true"), 5],
  ] as const)("classes a turn as failed for %s when the model does %j", async (failure, step, count) => {
    const agent = await openAgent(harness, { definition: definition({ turnsMax: 2 }) });
    harness.model.script(...Array.from({ length: count }, () => step));
    const uuid = agent.say("begin");
    expect(await agent.turnEnd(1)).toMatchObject({
      uuids: [uuid],
      outcome: { kind: "failed", class: failure },
    });
    await agent.session.close();
  });

  test("ends a turn that has cost more than its bound, as failed for budget", async () => {
    const agent = await openAgent(harness, { definition: definition({ costUsdMax: 0.000_001 }) });
    harness.model.script(...Array.from({ length: 5 }, () => bash("true")));
    const uuid = agent.say("begin");
    expect(await agent.turnEnd(1)).toMatchObject({
      uuids: [uuid],
      outcome: { kind: "failed", class: "budget" },
    });
    await agent.session.close();
  });

  test("answers a message whose turn failed when it is sent again to the resumed session", async () => {
    const session = freshSession();
    const before = await openAgent(harness, { session });
    harness.model.script({ kind: "fail", status: 403, error: "permission_error" });
    const uuid = before.say("begin");
    await before.turnEnd(1);
    await before.session.close();
    expect(await traceOf(harness.driver, harness, session, uuid)).toEqual({ trace: "absent", text: "" });
    const after = await openAgent(harness, { session });
    after.say("begin", uuid);
    expect(await after.turnEnd(1)).toMatchObject({ uuids: [uuid], outcome: { kind: "done" } });
    await after.session.close();
    expect(await traceOf(harness.driver, harness, session, uuid)).toEqual({ trace: "answered", text: "ok" });
  });

  test("counts the answer to a nudge as the answer to the message that a crash cut off", async () => {
    const session = freshSession();
    const before = await openAgent(harness, { session });
    harness.script({ kind: "tool", behaviour: "never-end" }, { kind: "text", text: "finished now" });
    const uuid = before.say("begin");
    await harness.untilToolRuns();
    await harness.untilRecorded(session, uuid);
    harness.kill(before.first("started").identity);
    await before.over;
    const after = await openAgent(harness, { session });
    after.say("go on");
    await after.turnEnd(1);
    await after.session.close();
    expect(await traceOf(harness.driver, harness, session, uuid)).toEqual({
      trace: "answered",
      text: "finished now",
    });
    expect(harness.heard()).toContain("Tool call interrupted");
  });

  test("fails every message that was sent when the credentials are refused, also those that wait", async () => {
    const agent = await openAgent(harness);
    harness.script({ kind: "refuse-credentials" });
    const sent = ["a", "b", "c"].map((text) => agent.say(text));
    await agent.until(() => agent.turnEnds().flatMap((end) => end.uuids).length === 3);
    expect(
      agent
        .turnEnds()
        .flatMap((end) => end.uuids)
        .toSorted(),
    ).toEqual(sent.toSorted());
    const failed = { kind: "failed", class: "auth" };
    for (const end of agent.turnEnds()) expect(end.outcome).toMatchObject(failed);
    await agent.session.close();
  });

  test("says soon that nobody listens where the model should be", async () => {
    const { sandbox, clock, processes } = lay(join(harness.cwd, ".."));
    await harness.model.close();
    const url = (): string => harness.model.url;
    const driver = createClaudeDriver({
      sandbox,
      leases: createLeases(processes),
      clock,
      configHome: harness.configHome,
      mode: { kind: "playbook", url },
    });
    const agent = await openAgent(harness, {}, driver);
    const startedAt = performance.now();
    agent.say("begin");
    expect(await agent.turnEnd(1)).toMatchObject({ outcome: { kind: "failed", class: "model" } });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await agent.session.close();
  });
});
