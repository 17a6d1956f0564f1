// Goal: a large wish goes from one message to the target branch in the order that its card shows, with the real agent, git and checks.
import { expect, onTestFinished, test } from "vitest";
import { runUserCommand } from "../../src/catalogue/user-commands.ts";
import { openDaemon, type OpenDaemon } from "../../src/compose/daemon.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 90_000;
const STEP_MS_MAX = 60_000;

const file = (path: string, text: string) => `\`\`\`txt file=${path}\n${text}\n\`\`\``;

const WISH = `# Profiles

Land them when green.

## Profile page
${file("profile/page.txt", "page")}
### Checks
- test -s profile/page.txt

## Profile menu
${file("profile/menu.txt", "menu")}
### Scope
- profile/**
### Checks
- test -s profile/page.txt

## Read me
\`\`\`sh
ls profile >> README.md
\`\`\`
### Checks
- grep -q menu.txt README.md
`;

/** What a page does, in few words. */
function clientOf(daemon: OpenDaemon) {
  const [project] = daemon.projects();
  if (project === undefined) throw new RangeError("the daemon has no project");
  const { rows } = project.live;
  return {
    say: async (text: string) => {
      const reply = await runUserCommand(
        "say",
        { text, seenSeq: rows.position() },
        project.live.userAccess("test", null),
      );
      expect(reply).toMatchObject({ kind: "accepted" });
    },
    board: () => rows.all().flatMap((one) => (one.table === "board" && one.row !== null ? [one.row] : [])),
    answers: () =>
      rows.all().flatMap((one) => (one.table === "item" && one.row?.kind === "answer" ? [one.row.text] : [])),
  };
}

test(
  "three tickets of one wish are proposed together, started by “all, in this order”, and land in that order, each on top of the last",
  async () => {
    const at = sceneOfTest({ files: { "README.md": "# Shop\n" } });
    const notices: string[] = [];
    const daemon = await openDaemon({
      path: at.repository,
      home: at.home,
      port: 0,
      isUnsafe: false,
      turnDelayMs: 0,
      startGapMs: 0,
      tell: (notice) => notices.push(notice),
    });
    onTestFinished(() => daemon.close());
    const { say, board, answers } = clientOf(daemon);
    const step = (what: string, look: () => boolean) =>
      until(what, look, { limitMs: STEP_MS_MAX, found: () => notices.join("\n") });

    await say(WISH);
    await step("an answer to the wish", () => answers().some((text) => text.includes("into 3 tickets")));
    const events = () => readJournal(at.home);
    expect(eventsOf(events(), "conversation.proposal-made")[0]?.data).toMatchObject({
      title: "Profiles",
      tickets: ["T-1", "T-2", "T-3"],
    });
    expect(eventsOf(events(), "ticket.drafted").map(({ data }) => data.spec.dependsOn)).toEqual([
      [],
      ["T-1"],
      ["T-2"],
    ]);

    await say("All, in this order.");
    const seen = new Set<string>();
    await step("all to land", () => {
      const all = board();
      for (const row of all) seen.add(`${row.ticket} ${row.status}`);
      return all.length === 3 && all.every((row) => row.stage === "landed");
    });
    expect([...seen]).toContain("T-3 queued · waits for T-2 to land");
    const approved = eventsOf(events(), "ticket.approved").map(({ data }) => data);
    expect(approved.map(({ ticket, by }) => [ticket, by.kind])).toEqual([
      ["T-1", "message"],
      ["T-2", "message"],
      ["T-3", "message"],
    ]);
    const landed = eventsOf(events(), "ticket.landed").map(({ data }) => data);
    expect(landed.map(({ ticket }) => ticket)).toEqual(["T-1", "T-2", "T-3"]);
    const created = eventsOf(events(), "run.created").map(({ data }) => data);
    expect(created.slice(1).map(({ base }) => base)).toEqual(landed.slice(0, 2).map(({ commit }) => commit));
    expect(created[0]?.measured).toMatchObject({ freeMemoryMb: expect.any(Number) });
    expect(at.git("show", "main:README.md")).toBe("# Shop\nmenu.txt\npage.txt\n");
    expect(at.git("rev-parse", "main").trim()).toBe(landed.at(-1)?.commit);
  },
  TEST_MS_MAX,
);
