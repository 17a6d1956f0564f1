// What a worker asks the user, with the real agent binary and by the command line: it waits, is shown, and goes on with the answer, or without.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Run } from "../../src/domain/run/state.ts";
import { openCommandDesk } from "./command-desk.ts";
import { sceneOfTest } from "./test-scene.ts";

const TEST_MS_MAX = 60_000;
const ANSWER_MS_MAX = 700;

const step = (info: string, body: string) => `\`\`\`${info}\n${body}\n\`\`\`\n`;
const isAsking = ({ stage }: Run) => stage.name === "waiting" && stage.cause === "asked";
const hasReported = ({ stage }: Run) => stage.name === "reported";

test(
  "a worker asks, is shown, and goes on as it is answered: once, for the ticket, denied, in words",
  async () => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n" } });
    const desk = await openCommandDesk(at);
    const outside = join(at.folder, "outside.txt");
    const again = step("sh ask=yes", "echo yes >> again.txt");
    const markdown = [
      "# Ask first\n",
      step("sh ask=yes", `echo out > ${outside}`),
      again,
      again,
      step("sh ask=yes", "echo no > denied.txt"),
      step("question", "Which port?\n- 4100: the usual one\n- 4200"),
      "## Checks\n- test -s again.txt\n",
    ].join("\n");
    await desk.does("add", at.ticket(markdown));
    await desk.does("approve", "T-1");

    const asking = await desk.runWhen("T-1", isAsking);
    expect(asking.stage).toMatchObject({ reason: `asks to run outside the sandbox: echo out > ${outside}` });
    expect(existsSync(outside)).toBe(false);
    const { stdout: board } = await desk.does("ls");
    expect(board).toContain("needs you · asks to run outside the sandbox: echo out >");
    expect(board).toContain(`echo out > ${outside}\n`);
    expect((await desk.does("show", "T-1")).stdout).toContain("jarvis answer W1 1 once|ticket|deny");
    await desk.refuses(["answer", "W1", "--", "as you like"], "once, ticket or deny");
    await desk.refuses(["answer", "W1", "7", "once"], "asks nothing with the number 7");
    expect((await desk.does("answer", "W1", "once")).stdout).toBe("Allowed once: Worker 1.\n");

    await desk.runWhen("T-1", (run) => isAsking(run) && run.askCount === 2);
    expect(existsSync(outside)).toBe(true);
    await desk.does("answer", "T-1", "2", "ticket");
    // The same again is not asked again: the third that is asked is the one after it.
    const third = await desk.runWhen("T-1", (run) => isAsking(run) && run.askCount === 3);
    expect(third.asks.at(-1)?.asked).toMatchObject({ subject: "echo no > denied.txt" });
    await desk.does("answer", "W1", "deny", "--", "not today");
    await desk.runWhen("T-1", (run) => isAsking(run) && run.askCount === 4);
    expect((await desk.does("show", "W1")).stdout).toContain("· 4100 — the usual one");
    await desk.does("answer", "W1", "--", "port", "4150");

    const run = await desk.runWhen("T-1", hasReported);
    expect(run.reportText).toContain("port 4150");
    expect(run.reportText).toContain("Not allowed, so left out: `echo no > denied.txt`");
    expect(existsSync(join(run.workspacePath ?? "", "denied.txt"))).toBe(false);
    await desk.daemon.close();
  },
  TEST_MS_MAX,
);

test(
  "what nobody answers is denied, and stays; a daemon that ends while it is asked asks again",
  async () => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n" } });
    const first = await openCommandDesk(at);
    const made = join(at.folder, "made.txt");
    const steps = [step("sh ask=yes", `echo made >> ${made}`), step("sh", "echo done > done.txt")];
    await first.does("add", at.ticket(`# Ask first\n\n${steps.join("\n")}`));
    await first.does("approve", "T-1");
    const before = await first.runWhen("T-1", isAsking);
    await first.daemon.close();

    const second = await openCommandDesk(at, { answerWithinMs: ANSWER_MS_MAX });
    const after = await second.runWhen("T-1", (run) => isAsking(run) && run.askCount === 2);
    expect(after.session).toBe(before.session);
    expect(after.asks.filter(({ state }) => state.name === "open")).toHaveLength(1);
    const run = await second.runWhen("T-1", hasReported);
    expect(run.reportText).toContain("Not allowed, so left out");
    expect(existsSync(made)).toBe(false);
    expect((await second.does("show", "T-1")).stdout).toContain("was denied, since nobody answered");
    await second.refuses(["answer", "W1", "once"], "Allow it for the ticket");
    await second.does("answer", "W1", "ticket");
    await second.runWhen("T-1", ({ asks }) => asks.every(({ state }) => state.name === "answered"));
    await second.daemon.close();
  },
  TEST_MS_MAX,
);
