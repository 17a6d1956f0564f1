// The user of a soak: gives work as other work lands, answers what waits, and disturbs at random from a seed.
import type { Random } from "../../src/adapters/simulated/random.ts";
import type { CommandInput, CommandName } from "../../src/wire/commands.ts";
import type { View } from "../../src/wire/feed.ts";
import type { BoardRow } from "../../src/wire/rows.ts";
import type { SoakDaemon } from "./daemon.ts";

/** Open tickets beyond those that workers have. */
const WAITING_TICKETS = 3;
const TRIES_MAX = 3;
const RAISE_USD = 5;

type Tables = View["tables"];
type Act = <Name extends CommandName>(name: Name, input: CommandInput<Name>) => Promise<void>;

export interface SoakUser {
  /** One look at the board, and what follows from it. `isCalm`: nothing new, and nothing disturbed. */
  act(daemon: SoakDaemon, isCalm: boolean): Promise<Tables>;
  /** Commands that were accepted, by name. */
  readonly counts: Readonly<Record<string, number>>;
}

export function createSoakUser(random: Random, workers: number): SoakUser {
  const counts: Record<string, number> = {};
  let ticketCount = 0;
  const tries = new Map<string, number>();

  function actOn(daemon: SoakDaemon): Act {
    return async (name, input) => {
      const reply = await daemon.api.command(name, input);
      // A no is an answer: the board has changed since it was looked at.
      if (reply.kind === "accepted") counts[name] = (counts[name] ?? 0) + 1;
    };
  }

  return {
    counts,
    act: async (daemon, isCalm) => {
      const { tables } = await daemon.view();
      const act = actOn(daemon);
      const rows = Object.values(tables.board);
      const project = Object.values(tables.project)[0];
      if (project?.halted != null && (isCalm || random.chance(0.3))) await act("go-on", {});
      if (project?.parked?.cause === "auth" && random.chance(0.2)) await daemon.connectModel();
      if (isShortOfMoney(tables) && (isCalm || random.chance(0.2)))
        await act("raise-budget", { subject: "project", costUsd: RAISE_USD });
      for (const row of rows) await answer(act, row, { tables, isCalm, random, tries });
      if (isCalm) return tables;
      const openCount = rows.filter((row) => !isOver(row)).length;
      if (openCount < workers + WAITING_TICKETS)
        await act("add-ticket", { markdown: ticketText((ticketCount += 1), random) });
      await disturb(act, rows, random);
      return tables;
    },
  };
}

function isOver({ stage }: BoardRow): boolean {
  return stage === "landed" || stage === "closed";
}

/** Nothing waits for anybody: the tickets are over, and every message is answered. */
export function isAllOver(tables: Tables): boolean {
  return (
    Object.values(tables.board).every((row) => isOver(row) && row.waitsFor === null) &&
    Object.values(tables.orchestrator).every(({ turn, queued }) => turn === null && queued.length === 0)
  );
}

function isShortOfMoney({ board }: Tables): boolean {
  return Object.values(board).some(
    ({ budget }) => budget?.isWaiting === true || budget?.over?.scope === "project",
  );
}

interface Around {
  readonly tables: Tables;
  readonly isCalm: boolean;
  readonly random: Random;
  /** Of each run that needed the user: how often it was told to try again. */
  readonly tries: Map<string, number>;
}

async function answer(act: Act, row: BoardRow, { tables, isCalm, random, tries }: Around): Promise<void> {
  const { ticket, worker, run } = row;
  const isNow = (chance: number) => isCalm || random.chance(chance);
  if (isOver(row)) {
    // Its work has landed, and what is left of it could not be taken away.
    if (row.waitsFor !== null && worker !== null && isNow(0.3)) await act("try-again", { worker });
  } else if (row.word === "draft") {
    const hash = tables.ticket[ticket]?.hash;
    if (hash !== undefined && isNow(0.5))
      await act("approve-ticket", { ticket, hash, landWhenGreen: isCalm || random.chance(0.8) });
  } else if (row.word === "paused" && worker !== null) {
    if (isNow(0.2)) await act("resume-worker", { worker });
  } else if (row.word === "stopped" || row.word === "failed") {
    if (isNow(0.3)) await act("retry-ticket", { ticket, fromWork: random.chance(0.5) });
  } else if (row.word === "needs-you" || row.word === "stuck" || row.word === "ready") {
    const hash = run === null ? null : tables.review[run]?.landHash;
    if (hash != null && isNow(0.3)) await act("land", { ticket, hash });
    else if (worker !== null && isNow(0.3)) await help(act, row, worker, tries);
  }
}

async function help(act: Act, row: BoardRow, worker: string, tries: Map<string, number>): Promise<void> {
  const scope = row.budget?.over?.scope;
  if (scope === "run" || scope === "ticket")
    await act("raise-budget", { subject: row.ticket, costUsd: RAISE_USD });
  if (scope !== undefined) return;
  const tried = tries.get(worker) ?? 0;
  tries.set(worker, tried + 1);
  // Who needs it again and again gets a successor.
  if (tried < TRIES_MAX) await act("try-again", { worker });
  else await act("retry-ticket", { ticket: row.ticket });
}

/** Each with its chance in one look. */
async function disturb(act: Act, rows: readonly BoardRow[], random: Random): Promise<void> {
  const busy = random.pick(rows.filter((row) => row.word === "working" && row.worker !== null));
  const started = random.pick(rows.filter((row) => row.word === "starting" || row.word === "queued"));
  const worker = busy?.worker ?? null;
  if (worker !== null) {
    if (random.chance(0.04)) await act("send-message", { worker, text: "Please go on." });
    if (random.chance(0.03)) await act("pause-worker", { worker });
    if (random.chance(0.02)) await act("stop-worker", { worker });
    if (random.chance(0.02)) await act("interrupt-worker", { worker, text: "Go on with it." });
  }
  if (started !== undefined && random.chance(0.03)) await act("undo-approval", { ticket: started.ticket });
  if (random.chance(0.03)) await act("say", { text: "how is it going?", seenSeq: 0 });
  if (random.chance(0.004)) await act("stop-everything", {});
}

/** Some seconds of work in a few steps, in a file that is its own. */
function ticketText(n: number, random: Random): string {
  const steps = [1, 2, 3].map(
    (step) =>
      `\`\`\`sh\nsleep ${1 + random.below(4)}; mkdir -p notes; echo ${step} >> notes/${n}.txt\n\`\`\`\n`,
  );
  return `# Note ${n}\n\nA file of its own.\n\n${steps.join("\n")}\n## Checks\n- test -s notes/${n}.txt\n`;
}
