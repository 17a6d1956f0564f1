// What JARVIS adds to a turn of the user: from the push to the request at the model, and from the model's last byte to the answer. Real
// agents, real git; the model is the playbook, whose own time is not counted. Alone, beside two busy workers, and in a report turn of 20 s.
import { overheadMs, phaseOf, spreadOf, type Phase, type SaidAt } from "../src/cli/demo-figures.ts";
import { choiceOf, isCardOf } from "../src/cli/demo-ticket.ts";
import { sayAndHear } from "../src/cli/demo.ts";
import { watch } from "../src/cli/watch.ts";
import { openHost } from "../src/compose/host.ts";
import type { Host, ModelRequest } from "../src/wire/host.ts";
import { eventsOf, readJournal, type JournalEvent } from "../test/e2e/journal-of.ts";
import { makeSampleScene } from "../test/e2e/scene.ts";
import { until } from "../test/e2e/until.ts";
import type { BenchOptions, BenchResult } from "./run.ts";

const LIMIT_MS = 300;
/** Turns of each kind. */
const TURNS: Readonly<Record<Phase, number>> = { alone: 8, withWorkers: 20, inReportTurn: 10 };
/** Long enough that a message meets workers and report turns in the middle of something. */
const MODEL_MS = 200;
const REPORT_TURN_MS = 20_000;
const STEP_MS_MAX = 60_000;
/** A busy worker: so many commands, one after another. */
const BUSY_STEPS = 150;

export async function run({ budgetMs, signal, progress }: BenchOptions): Promise<BenchResult> {
  const scene = makeSampleScene();
  const host = await openHost({
    path: scene.repository,
    home: scene.home,
    model: "playbook",
    isUnsafe: false,
    turnDelayMs: MODEL_MS,
  });
  try {
    const { said, coldMs, skipped } = await converse(host, { budgetMs, signal, progress });
    const requests = host.requests();
    const journal = readJournal(scene.home);
    const measured = said.map((one) => ({
      phase: phaseOf(one, requests),
      overhead: overheadMs(one, requests) ?? Number.NaN,
      ...partsOf(one, requests, journal),
    }));
    const all = spreadOf(measured.map(({ overhead }) => overhead));
    const p95Of = (phase: Phase) =>
      spreadOf(measured.filter((one) => one.phase === phase).map(({ overhead }) => overhead)).p95;
    const part = (name: keyof Parts) => spreadOf(measured.map((one) => one[name]));
    return {
      name: "turn-overhead",
      figures: {
        p50: all.p50,
        p95: all.p95,
        aloneP95: p95Of("alone"),
        withWorkersP95: p95Of("withWorkers"),
        inReportTurnP95: p95Of("inReportTurn"),
        turns: all.count,
        firstTurnMs: coldMs,
        pushToBegunP50Ms: part("pushToBegun").p50,
        pushToBegunP95Ms: part("pushToBegun").p95,
        begunToRequestP50Ms: part("begunToRequest").p50,
        begunToRequestP95Ms: part("begunToRequest").p95,
        lastByteToAnsweredP50Ms: part("lastByteToAnswered").p50,
        lastByteToAnsweredP95Ms: part("lastByteToAnswered").p95,
        answeredToShownP95Ms: part("answeredToShown").p95,
        betweenRequestsP50Ms: part("betweenRequests").p50,
        betweenRequestsP95Ms: part("betweenRequests").p95,
      },
      ratio: all.p95 / LIMIT_MS,
      comparedWith: `the limit of ${LIMIT_MS} ms at p95`,
      repeats: all.count,
      skipped,
    };
  } finally {
    await host.close();
    scene.remove();
  }
}

interface Conversed {
  readonly said: readonly SaidAt[];
  readonly coldMs: number;
  readonly skipped: readonly string[];
}

async function converse(host: Host, { budgetMs, signal, progress }: BenchOptions): Promise<Conversed> {
  const begun = performance.now();
  const seen = watch(host.client, STEP_MS_MAX);
  const ask = () => sayAndHear(host, seen, "how is it going?");
  const first = await ask();
  const coldMs = overheadMs(first, host.requests()) ?? Number.NaN;
  const said: SaidAt[] = [];
  const skipped: string[] = [];
  /** So many turns, or as many as the phase's share of the time allows. */
  const turns = async (phase: Phase, shareEnd: number, ready: () => Promise<unknown>) => {
    let count = 0;
    for (; count < TURNS[phase]; count += 1) {
      if (signal.aborted || performance.now() - begun > budgetMs * shareEnd) break;
      await ready();
      said.push(await ask());
    }
    progress(`${phase}: ${count} turns`);
    if (count < TURNS[phase])
      skipped.push(`${TURNS[phase] - count} of ${TURNS[phase]} turns ${phase}: no time`);
  };
  await turns("alone", 0.3, () => Promise.resolve());
  for (const name of ["one", "two"]) await start(host, busyTicket(name));
  await until("both workers", () => workersOf(host).size === 2, { limitMs: STEP_MS_MAX });
  await turns("withWorkers", 0.7, () => Promise.resolve());
  host.setReportDelay(REPORT_TURN_MS);
  await start(host, "# Quick\n\n```txt file=quick.txt\nquick\n```\n");
  await turns("inReportTurn", 1, () =>
    until("a report turn", () => host.requests().some(isReportUnderWay), { limitMs: STEP_MS_MAX }),
  );
  return { said, coldMs, skipped };
}

function isReportUnderWay({ kind, lastByteAt }: ModelRequest): boolean {
  return kind === "report" && lastByteAt === 0;
}

function workersOf(host: Host): ReadonlySet<string> {
  return new Set(host.requests().flatMap((one) => (one.role === "worker" ? [one.id] : [])));
}

function busyTicket(name: string): string {
  const step = "```sh\ngit log --stat | wc -l && node --version\n```";
  return `# Busy ${name}\n\n${Array.from({ length: BUSY_STEPS }, () => step).join("\n\n")}\n`;
}

async function start(host: Host, markdown: string): Promise<void> {
  const seen = watch(host.client, STEP_MS_MAX);
  const { text: id } = await host.client.add(markdown);
  const card = await seen.until(`the card of ${id}`, (item) => isCardOf(item, id));
  await host.client.choose(choiceOf(card.item, "approve & start"));
}

/** Where the time of a turn goes, in milliseconds. */
interface Parts {
  /** In the queue, with the interrupt of a report turn. */
  readonly pushToBegun: number;
  /** In our host, the SDK and the agent. */
  readonly begunToRequest: number;
  readonly lastByteToAnswered: number;
  readonly answeredToShown: number;
  /** The tools that the turn called. Not part of the overhead: a turn without a tool has none. */
  readonly betweenRequests: number;
}

function partsOf(said: SaidAt, requests: readonly ModelRequest[], journal: readonly JournalEvent[]): Parts {
  const mine = requests.filter((one) => one.kind === "user" && one.messageIds.includes(said.message));
  const begun = eventsOf(journal, "conversation.turn-begun").findLast(({ data }) =>
    data.messages.includes(said.message),
  );
  const answered = eventsOf(journal, "conversation.turn-answered").find(
    ({ data }) => data.n === begun?.data.n,
  );
  const begunAt = begun?.at ?? Number.NaN;
  const answeredAt = answered?.at ?? Number.NaN;
  const [first] = mine;
  const gaps = mine.slice(1).map((one, index) => one.at - (mine[index]?.lastByteAt ?? Number.NaN));
  return {
    pushToBegun: begunAt - said.pushedAt,
    begunToRequest: (first?.at ?? Number.NaN) - begunAt,
    lastByteToAnswered: answeredAt - (mine.at(-1)?.lastByteAt ?? Number.NaN),
    answeredToShown: said.answeredAt - answeredAt,
    betweenRequests: gaps.reduce((sum, gap) => sum + gap, 0),
  };
}
