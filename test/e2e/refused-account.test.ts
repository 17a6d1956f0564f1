// Goal: what a model refuses to one account costs nobody's work. Method: the whole product with the real agent binary and the scripted model, which
// refuses two workers and the conversation at once; all wait as one item, and when it answers again all go on by themselves and land.
import { describe, expect, onTestFinished, test } from "vitest";
import { openHome } from "../../src/compose/home.ts";
import { openProjectIn } from "../../src/compose/project.ts";
import type { Fault } from "../../src/playbook/faults.ts";
import type { Playbook } from "../../src/playbook/server.ts";
import type { ProjectRow } from "../../src/wire/rows.ts";
import { choiceOf, isCardOf } from "../../src/cli/demo-ticket.ts";
import { watch } from "../../src/cli/watch.ts";
import { eventsOf, readJournal } from "./journal-of.ts";
import { sceneOfTest } from "./test-scene.ts";
import { until } from "./until.ts";

const TEST_MS_MAX = 60_000;
const STEP_MS_MAX = 30_000;
/** So short that a test can wait for it. */
const PARKING = { firstMs: 2_000, maxMs: 4_000, staggerMs: 200, probeMs: 20_000 };

const ticketFile = (name: string) => `# Note ${name}\n\n\`\`\`txt file=${name}.txt\n${name}\n\`\`\`\n`;

async function open() {
  const scene = sceneOfTest({
    files: { "README.md": "# Shop\n", "jarvis.jsonc": `{ "checks": ["true"] }` },
  });
  // Without a gap between two starts: both workers are there when the first is refused, or the second would wait in the queue.
  const home = await openHome({ home: scene.home, model: "playbook", isUnsafe: false, startGapMs: 0 });
  onTestFinished(() => home.undo.run());
  let playbook: Playbook | undefined;
  const composed = await openProjectIn(
    home,
    { path: scene.repository, turnDelayMs: 20, parking: PARKING },
    { onPlaybook: (opened) => (playbook = opened) },
  );
  home.undo.push(() => composed.host.close());
  const { host, live } = composed;
  const seen = watch(host.client, STEP_MS_MAX);
  const parked = (): ProjectRow["parked"] =>
    live.rows.all().flatMap((one) => (one.table === "project" && one.row !== null ? [one.row] : []))[0]
      ?.parked ?? null;
  return {
    scene,
    home,
    composed,
    host,
    parked,
    fail: (lanes: readonly string[], fault: Fault) =>
      playbook?.setFaults(lanes.map((lane) => ({ lane, fault }))),
    mend: () => playbook?.setFaults([]),
    work: async (name: string) => {
      const { text: id } = await host.client.add(ticketFile(name));
      const card = await seen.until(`the card of ${id}`, (item) => isCardOf(item, id));
      await host.client.choose(choiceOf(card.item, "approve & start, land when green"));
    },
    untilParked: (what: string, isSo: (row: NonNullable<ProjectRow["parked"]>) => boolean) =>
      until(
        what,
        () => {
          const row = parked();
          return row !== null && isSo(row) ? row : null;
        },
        { limitMs: STEP_MS_MAX, found: () => JSON.stringify([parked(), host.client.board()]) },
      ),
    untilLanded: (count: number) =>
      seen.untilBoard(
        `${count} tickets to land`,
        (rows) => rows.filter((row) => row.stage === "landed").length === count,
      ),
    events: () => readJournal(scene.home),
  };
}

describe("a model that refuses an account", () => {
  test(
    "parks two workers and the conversation as one item, and all go on and land",
    async () => {
      const at = await open();
      at.fail(["worker/*", "conversation/*"], { status: 429, retryAfterSeconds: 7 });
      await Promise.all([at.work("one"), at.work("two")]);
      const { text: message } = await at.host.client.say("how is it going?");
      const row = await at.untilParked(
        "all to wait",
        ({ workers, isConversationWaiting }) => workers.length === 2 && isConversationWaiting,
      );
      expect(row).toMatchObject({
        cause: "rate-limit",
        text: "2 workers and the conversation wait: rate limit of the playbook",
        waitsFor: null,
      });
      expect((row.until ?? 0) - row.since).toBeGreaterThan(5_000);
      expect(at.host.client.board().map(({ word, waitsFor }) => [word, waitsFor])).toEqual([
        ["parked", null],
        ["parked", null],
      ]);
      await until("no agent to be left", async () => (await at.host.leftovers()).processes === 0, {
        limitMs: STEP_MS_MAX,
      });
      at.mend();
      await at.untilLanded(2);
      expect(at.parked()).toBe(null);
      for (const name of ["one", "two"]) expect(at.scene.git("show", `main:${name}.txt`)).toBe(`${name}\n`);
      await at.host.rest();
      const events = at.events();
      const turn = eventsOf(events, "conversation.turn-begun").find(({ data }) =>
        data.messages.some((id: string) => id === message),
      );
      const answers = eventsOf(events, "conversation.turn-answered").map(({ data }) => data.n);
      expect(answers.filter((n) => n === turn?.data.n)).toHaveLength(1);
      expect(eventsOf(events, "run.created")).toHaveLength(2);
      expect(eventsOf(events, "run.agent-lost")).toEqual([]);
    },
    TEST_MS_MAX,
  );

  test(
    "for its sign-in waits until the user connects a model again",
    async () => {
      const at = await open();
      at.fail(["worker/*"], { status: 401 });
      await at.work("one");
      const row = await at.untilParked("its worker to wait", ({ workers }) => workers.length === 1);
      expect(row).toMatchObject({
        cause: "auth",
        text: "1 worker waits: sign-in refused (the playbook)",
        waitsFor: "connect it again in Settings",
        until: null,
      });
      at.mend();
      at.home.model.choose({ kind: "playbook" });
      await at.composed.renewConversation();
      await at.untilLanded(1);
    },
    TEST_MS_MAX,
  );

  test(
    "since it has no room is tried again, and goes on",
    async () => {
      const at = await open();
      at.fail(["worker/*"], { status: 529 });
      await at.work("one");
      await at.untilParked("its worker to wait", ({ cause }) => cause === "overloaded");
      at.mend();
      await at.untilLanded(1);
    },
    TEST_MS_MAX,
  );
});
