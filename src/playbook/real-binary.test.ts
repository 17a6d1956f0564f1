import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSession, useRealAgent } from "./testing/real-agent.ts";

/*
 * The script against the real SDK and the real agent binary: that its answers make the agent work, and that the texts
 * which the binary writes into a conversation by itself are still those that messages.ts knows.
 */

const agent = useRealAgent();

function ticket(description: string): string {
  return [
    '<ticket id="T-1">\n<title>Say it\'s "done"</title>',
    `<description>\n${description}\n</description>\n</ticket>`,
    `<workspace>${agent().repository}</workspace>`,
  ].join("\n");
}

const TOOLS = ["Bash", "Read", "Write"];

test("a worker runs a ticket's steps with the agent's own tools, commits, and comes back for a fix", async () => {
  const patch = "--- a/README.md\n+++ b/README.md\n@@ -1,2 +1,2 @@\n # sample\n-hello\n+good day\n";
  const worker = openSession(agent().options(agent().playbook.url("worker", "W1"), { allowedTools: TOOLS }));
  const report = await worker.send(
    ticket(
      [
        "```sh slow=3\nmkdir -p sub && cd sub\necho one > made.txt\n```",
        "```txt file=fresh.txt\nfresh\n```",
        "```txt file=old.txt\nnew\n```",
        `\`\`\`diff\n${patch}\`\`\``,
        "```sh\ncat old.txt\n```",
        "```sh on=fix\necho fixed > fixed.txt\n```",
      ].join("\n"),
    ),
  );
  expect(report).toContain("done, 5 steps ran");
  expect(report).toContain("4 files changed");
  expect(agent().git("log", "--format=%s", "main").split("\n")[0]).toBe('T-1: Say it\'s "done"');
  expect(agent().git("status", "--porcelain")).toBe("");
  expect(agent().git("show", "HEAD:sub/made.txt", "HEAD:fresh.txt", "HEAD:old.txt", "HEAD:README.md")).toBe(
    "one\nfresh\nnew\n# sample\ngood day\n",
  );

  const fix = await worker.send("The checks failed:\n```text\n1 test failed\n```");
  expect(fix).toContain("done, 1 step ran");
  expect(agent().git("log", "-1", "--format=%s")).toBe('T-1: Say it\'s "done" (fix 1)\n');
  await worker.close();
  expect(
    agent()
      .playbook.requests()
      .every(({ status }) => status === 200),
  ).toBe(true);
  expect(
    new Set(
      agent()
        .playbook.requests()
        .map(({ sessionId }) => sessionId),
    ).size,
  ).toBe(1);
});

test("a failing step stops a worker, and what it says is what the tool said", async () => {
  const worker = openSession(agent().options(agent().playbook.url("worker", "W1"), { allowedTools: TOOLS }));
  const report = await worker.send(
    ticket("```sh\necho before\nsh -c 'echo broken >&2; exit 3'\necho after > after.txt\n```"),
  );
  expect(report).toContain("step 1 of 1 failed");
  expect(report).toContain("broken");
  expect(existsSync(join(agent().repository, "after.txt"))).toBe(false);
  expect(agent().git("log", "--format=%s")).toBe("init\n");
  await worker.close();
});

test.for([
  ["is told to go on", {}],
  [
    "goes on by itself",
    { CLAUDE_CODE_RESUME_INTERRUPTED_TURN: "1", CLAUDE_CODE_RESUME_SHOWS_CUT_OFF_CALLS: "1" },
  ],
] as const)(
  "a worker that was killed in a step and %s repeats that step and none before it",
  async ([how, env]) => {
    const sessionId = randomUUID();
    const url = agent().playbook.url("worker", "W1");
    const steps = ticket(
      "```sh\necho first >> steps.txt\n```\n```sh\ntouch started; test -e again || sleep 30\necho second >> steps.txt\n```",
    );
    const killed = openSession(agent().options(url, { allowedTools: TOOLS, sessionId }));
    killed.push(steps);
    // The agent writes its session file a moment (up to 0.1 s) after it acts; what is not in there is repeated.
    await expect.poll(() => agent().sessionFile(), { timeout: 40_000 }).toMatch(/toolu_pb_\w+_step-2_/);
    await expect.poll(() => existsSync(join(agent().repository, "started"))).toBe(true);
    agent().killAll();
    await expect(killed.reading).rejects.toThrow(/SIGKILL/);
    writeFileSync(join(agent().repository, "again"), "");
    const options = agent().options(url, { allowedTools: TOOLS, resume: sessionId });
    const resumed = openSession({ ...options, env: { ...options.env, ...env } });
    if (how === "is told to go on")
      resumed.push("JARVIS was restarted while you worked. Finish what the last message asks.");
    expect(await resumed.nextResult(0)).toContain("done, 2 steps ran");
    await resumed.close();
    expect(readFileSync(join(agent().repository, "steps.txt"), "utf8")).toBe("first\nsecond\n");
  },
);

test("a worker gets through overload, broken streams and a token limit without doing a step twice", async () => {
  agent().playbook.setFaults([
    { lane: "*", requests: [1], fault: { status: 529 } },
    { lane: "*", requests: [3], fault: { cut: "block" } },
    { lane: "*", requests: [5], fault: { cut: "nostop" } },
    { lane: "*", requests: [7], fault: { stop: "max_tokens" } },
  ]);
  const worker = openSession(agent().options(agent().playbook.url("worker", "W1"), { allowedTools: TOOLS }));
  const steps = ["one", "two", "three", "four"].map((word) => `\`\`\`sh\necho ${word} >> steps.txt\n\`\`\``);
  expect(await worker.send(ticket(steps.join("\n")))).toContain("done, 4 steps ran");
  await worker.close();
  expect(agent().git("show", "HEAD:steps.txt")).toBe("one\ntwo\nthree\nfour\n");
  expect(
    agent()
      .playbook.requests()
      .filter(({ fault }) => fault !== undefined),
  ).toHaveLength(4);
});
