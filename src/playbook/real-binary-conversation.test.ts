import { createSdkMcpServer, tool } from "@anthropic-ai/claude-agent-sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { openSession, useRealAgent } from "./testing/real-agent.ts";

const agent = useRealAgent();

test("a conversation drafts, is compacted, starts what it drafted, and answers what came in between", async () => {
  const called: string[] = [];
  let openGate = () => {};
  const gate = new Promise<void>((resolve) => (openGate = resolve));
  const note =
    (name: string, text: string, until: Promise<void> = Promise.resolve()) =>
    async () => {
      called.push(name);
      await until;
      return { content: [{ type: "text" as const, text }] };
    };
  const jarvis = createSdkMcpServer({
    name: "jarvis",
    alwaysLoad: true,
    tools: [
      tool(
        "ticket_draft",
        "draft",
        {
          title: z.string(),
          description: z.string(),
          criteria: z.array(z.string()),
          scope: z.array(z.string()),
        },
        note("draft", "T-1 drafted: Note. Ask the user to approve it."),
      ),
      tool("ticket_start", "start", { ticket: z.string() }, note("start", "Worker 1 starts")),
      tool("repo_log", "log", { limit: z.number() }, note("log", "1a2b3c4 first", gate)),
      tool("show", "show", { subject: z.string() }, note("show", "all about T-1")),
    ],
  });
  const conversation = openSession(
    agent().options(agent().playbook.url("conversation", "c1"), {
      mcpServers: { jarvis },
      tools: [],
      allowedTools: ["ticket_draft", "ticket_start", "repo_log", "show"].map(
        (name) => `mcp__jarvis__${name}`,
      ),
    }),
  );
  const turn = (n: number, text: string) =>
    `<turn kind="user" n="${n}">\n<board whole="no">\n</board>\n<message id="m-${n}">\n${text}\n</message>\n</turn>`;
  expect(await conversation.send(turn(1, "Add a note\n```sh\necho x > note.txt\n```"))).toContain(
    "I drafted T-1 “Note”",
  );
  await conversation.send("/compact");
  expect(await conversation.send(turn(2, "go"))).toContain(
    "Worker 1 is starting on T-1 “Note”, and I remain available.",
  );

  const both = conversation.send(turn(3, "log"));
  await expect.poll(() => called.at(-1)).toBe("log");
  const heardCount = conversation.queuedCount();
  conversation.push(turn(4, "show T-1"));
  await expect.poll(() => conversation.queuedCount()).toBe(heardCount + 1);
  openGate();
  expect(await both).toMatch(/1a2b3c4 first[\s\S]*all about T-1/);
  await conversation.close();
  expect(called).toEqual(["draft", "start", "log", "show"]);
  expect(agent().playbook.requests().at(-1)).toMatchObject({
    turn: 4,
    kind: "user",
    messageIds: ["m-3", "m-4"],
  });
});
