// What the board says of each ticket, why, and since when. Pure, never stored: facts and state in, words out.
import { heldStatus } from "./budget/status.ts";
import { assertNever, cut } from "./shared.ts";
import { must, type State } from "./state.ts";
import { accountWaitsFor } from "./account/gate.ts";
import { resumeWaitsFor, waitsFor } from "./ticket/admission.ts";
import { latestRun, runsOf } from "./ticket/latest-run.ts";
import type { Ticket } from "./ticket/state.ts";
import { fuseText, isFrozen } from "./landing/fuse.ts";
import { leftToClean } from "./run/left-to-clean.ts";
import { isAsking } from "./run/asks.ts";
import type { Run } from "./run/state.ts";
import type { Fact, Facts } from "./facts.ts";
import type { StatusWord } from "./status-word.ts";
import { troubleAt, waitingText, workingStatus, type Said } from "./run/working-status.ts";
import { colorText, named } from "./run/texts.ts";

export type { Fact, Facts, StatusWord };

/** One line of the board. Instants, never ages: the reader renders those. */
export interface BoardRow {
  readonly ticket: string;
  readonly stage: string;
  readonly title: string;
  readonly run: string | null;
  readonly worker: string | null;
  readonly branch: string | null;
  readonly lastCommit: string | null;
  readonly word: StatusWord;
  /** The word with its reason, for people. */
  readonly status: string;
  readonly since: number;
  /** What the user must do; null: nothing. */
  readonly waitsFor: string | null;
  readonly costUsd: number;
}

/** A row has to fit on a board of many, whatever its worker, its paths or its failure say. */
const STATUS_CHARS_MAX = 400;

export function boardRows(state: State, facts: Facts): readonly BoardRow[] {
  return [...state.tickets.values()].map((ticket) => boardRow(state, facts, ticket));
}

export function boardRow(state: State, facts: Facts, ticket: Ticket): BoardRow {
  const run = latestRun(state, ticket);
  const said = whileHalted(state, ticket, statusOf(state, facts, ticket, run));
  const left = leftToClean(state, ticket);
  const stuck = stuckIn(state, facts, ticket);
  const row: BoardRow = {
    ticket: ticket.id,
    stage: ticket.stage.name,
    title: ticket.spec.title,
    run: run?.id ?? null,
    worker: run === null ? null : `W${run.workerNumber}`,
    branch: run?.branch ?? null,
    lastCommit: run === null ? null : lastCommit(facts, run),
    word: left.waitsFor === null ? said.word : "needs-you",
    status: cut(`${said.status}${left.status}`, STATUS_CHARS_MAX),
    since: said.since,
    waitsFor: left.waitsFor ?? said.waitsFor,
    costUsd: run?.usage.costUsd ?? 0,
  };
  return stuck === null ? row : { ...row, ...stuck };
}

/** What of a worker cannot be ended. Nothing else of the ticket matters before that is gone. */
function stuckIn(
  state: State,
  facts: Facts,
  ticket: Ticket,
): Pick<BoardRow, "word" | "status" | "since" | "waitsFor"> | null {
  for (const run of runsOf(state, ticket)) {
    const survivors = facts.read(run.id, "survivors");
    if (survivors === null) continue;
    return {
      word: "stuck",
      status: cut(`stuck · processes survive being killed: ${survivors.value}`, STATUS_CHARS_MAX),
      since: survivors.observedAt,
      waitsFor: `end these processes of Worker ${run.workerNumber}`,
    };
  }
  return null;
}

function lastCommit(facts: Facts, run: Run): string | null {
  const seen = facts.read(run.id, "last-commit");
  if (seen !== null) return seen.value;
  return run.head === null ? null : run.head.slice(0, 7);
}

/** The name of the fact that says what a start waits for besides what the state knows: memory, a disk, a place in another project. */
export const WAITS_FOR = "waits-for";

function room(facts: Facts, subject: string): string | null {
  const { value } = facts.read(subject, WAITS_FOR) ?? { value: "" };
  return value === "" ? null : value;
}

function statusOf(state: State, facts: Facts, ticket: Ticket, run: Run | null): Said {
  const say = (word: StatusWord, status: string, needs: string | null = null): Said => ({
    word,
    status,
    since: ticket.since,
    waitsFor: needs,
  });
  switch (ticket.stage.name) {
    case "draft":
      return say("draft", "draft", `approve ${ticket.id}`);
    case "queued":
      return say(
        "queued",
        `queued · waits for ${waitsFor(state, ticket) ?? room(facts, ticket.id) ?? "its start"}`,
      );
    case "landed":
      return say("landed", `landed · ${ticket.stage.commit.slice(0, 7)}`);
    case "closed":
      return say(
        ticket.stage.reason === "failed" ? "failed" : "closed",
        `closed · ${ticket.stage.reason} · ${ticket.stage.detail}`,
      );
    case "landing":
      return landingStatus(state, ticket, ticket.stage.landing);
    case "running":
    case "review":
      return run === null ? say("unknown", "unknown") : runStatus(state, facts, run);
    default:
      return assertNever(ticket.stage);
  }
}

/** What is stopped with everything else says so, unless it waits for the user anyway. */
function whileHalted(state: State, ticket: Ticket, said: Said): Said {
  const isOver = ticket.stage.name === "landed" || ticket.stage.name === "closed";
  if (state.halted === null || isOver || said.waitsFor !== null) return said;
  return {
    ...said,
    word: "stopped",
    status: `everything is stopped · was ${said.status}`,
    since: state.halted.since,
  };
}

function runStatus(state: State, facts: Facts, run: Run): Said {
  const { stage } = run;
  const say = (word: StatusWord, status: string, needs: string | null = null): Said => ({
    word,
    status,
    since: run.since,
    waitsFor: needs,
  });
  if (run.attention !== null)
    return say("needs-you", `needs you · ${run.attention}`, `look at Worker ${run.workerNumber}`);
  switch (stage.name) {
    case "preparing":
      return say("starting", "preparing its worktree");
    case "working":
      return troubleAt(facts, run) ?? workingStatus(facts, run);
    case "parked":
      return say("parked", `parked · ${waitingText(resumeWaitsFor(state, run))}`);
    case "paused":
      return stage.isResumeAsked
        ? say(
            "paused",
            `paused · goes on with ${resumeWaitsFor(state, run) ?? room(facts, run.id) ?? "the next free worker"}`,
          )
        : say("paused", "paused by you · its work and session are kept");
    case "taken-over":
      return takenOverStatus(run, stage.head === null);
    case "waiting": {
      if (isAsking(run))
        return say("needs-you", `needs you · ${stage.reason}`, `answer Worker ${run.workerNumber}`);
      const held = heldStatus(state, run);
      if (held !== null) return say(held.word, held.status, held.waitsFor);
      return say("needs-you", `needs you · ${stage.reason}`, `answer Worker ${run.workerNumber}`);
    }
    case "ended":
      return say(
        stage.outcome === "landed" ? "landed" : stage.outcome === "cancelled" ? "stopped" : "failed",
        `ended · ${stage.outcome} · ${stage.detail}`,
      );
    case "reported":
      return reportedStatus(state, facts, run, stage.step);
    default:
      return assertNever(stage);
  }
}

function takenOverStatus(run: Run, isBeingStopped: boolean): Said {
  const where = run.workspacePath ?? "its worktree";
  return {
    word: "taken-over",
    status: isBeingStopped
      ? "taken over by you · its agent is being stopped"
      : `taken over by you · ${where}`,
    since: run.since,
    waitsFor: isBeingStopped ? null : `give Worker ${run.workerNumber} back`,
  };
}

function reportedStatus(
  state: State,
  facts: Facts,
  run: Run,
  step: Extract<Run["stage"], { name: "reported" }>["step"],
): Said {
  const say = (word: StatusWord, status: string, needs: string | null = null): Said => ({
    word,
    status,
    since: run.since,
    waitsFor: needs,
  });
  switch (step.name) {
    case "import":
      return say("checking", "reported · importing its commits");
    case "check":
      return say("checking", "reported · checks run on the merged tree");
    case "review":
      if (step.isParked === true)
        return say("parked", `review ${waitingText(accountWaitsFor(state, run.id))}`);
      return troubleAt(facts, run) ?? say("reviewing", `in review · ${colorText(step.checked)}`);
    case "ready": {
      // Somebody has to look at it either way; only what may be landed as it is counts as ready.
      const fuse = must(state.tickets, run.ticket).spec.landWhenGreen ? fuseText(state) : null;
      const isGood = step.checked.color !== "red" && step.verdict.opinion === "accept";
      return say(
        isGood ? "ready" : "needs-you",
        `${isGood ? "ready" : "needs you"} · ${colorText(step.checked)} · review ${step.verdict.opinion === "accept" ? "accepts" : "asks for changes"}${fuse === null ? "" : ` · ${fuse}`}`,
        `land or send back ${run.ticket}`,
      );
    }
    case "conflicted":
      return say(
        "conflict",
        `conflict with the target · ${named(step.files)}`,
        `tell Worker ${run.workerNumber} what to do`,
      );
    default:
      return assertNever(step);
  }
}

function landingStatus(
  state: State,
  ticket: Ticket,
  id: Extract<Ticket["stage"], { name: "landing" }>["landing"],
): Said {
  const landing = must(state.landings, id);
  const { stage, since } = landing;
  const say = (word: StatusWord, status: string, needs: string | null = null): Said => ({
    word,
    status,
    since,
    waitsFor: needs,
  });
  const fuse = isFrozen(state, landing) ? fuseText(state) : null;
  if (fuse !== null)
    return say(
      "needs-you",
      `needs you · ${fuse} · it does not land by itself`,
      `reset the landing fuse, or land ${ticket.id}`,
    );
  switch (stage.name) {
    case "queued":
      return say("landing", `landing · place ${state.queue.indexOf(id) + 1} in the queue`);
    case "verifying":
      return say("landing", "landing · verifying the exact tree");
    case "landing":
      return stage.blockedBy.length === 0
        ? say("landing", "landing")
        : say(
            "needs-you",
            `landing waits for your uncommitted ${named(stage.blockedBy)}`,
            "commit or move these files",
          );
    case "landed":
      return say("landed", stage.name);
    case "conflicted":
      return say("conflict", stage.name);
    case "rejected":
      return say("failed", stage.name);
    default:
      return assertNever(stage);
  }
}
