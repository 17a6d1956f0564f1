// All that somebody could say to a state: what the world may answer to what is owed, what users and orchestrators may ask, and the same
// observations with keys of former lives. A list of numbers picks a course through it, so that a failing course can be made shorter.
import type { Command } from "../commands.ts";
import { ticketId, type ObligationKey } from "../ids.ts";
import type { LandingCommand } from "../landing/commands.ts";
import type { Obligation } from "../obligation.ts";
import { obligations } from "../obligations.ts";
import type { RunCommand } from "../run/commands.ts";
import type { CheckColor } from "../run/state.ts";
import type { Actor } from "../shared.ts";
import type { State } from "../state.ts";
import type { TicketSpec } from "../ticket/state.ts";
import { controlsAsked } from "./control-choices.ts";
import { ENGINE, USER, uuid } from "./given.ts";
import { proposalsAsked, supersededBy } from "./proposal-choices.ts";
import { accountsAsked, refusalOf } from "./account-choices.ts";
import { conversationAnswers, conversationOf } from "./conversation-choices.ts";
import {
  BASE,
  C1,
  CANDIDATE,
  CHANGE,
  HEAD,
  LAND_HASH,
  R11,
  SPEC,
  TIP,
  VERDICT,
  checkedTree,
  hashOf,
} from "./stories.ts";
import { candidate } from "./ticket-story.ts";
import { usageOf } from "./usage-choices.ts";

/** One step of a course. `detail` chooses among the particulars of what `what` chose. */
export interface Choice {
  readonly kind: number;
  readonly what: number;
  readonly detail: number;
  readonly actor: number;
  readonly passMs: number;
}

export interface Saying {
  readonly command: Command;
  readonly actor: Actor;
}

const COLORS: readonly CheckColor[] = ["green", "green", "green", "red", "already-red", "unverified"];
const TICKETS_MAX = 4;

export function sayingOf(state: State, choice: Choice, pastKeys: readonly ObligationKey[]): Saying {
  const owed = obligations(state);
  const answers = owed.flatMap((obligation) => answersTo(state, obligation, obligation.key, choice.detail));
  const key = at(pastKeys, choice.detail);
  const late = key === undefined ? [] : owed.flatMap((one) => answersTo(state, one, key, choice.detail));
  const asked = askedOf(state, choice.detail);
  const lists = [
    answers,
    answers,
    answers,
    answers,
    asked,
    asked,
    asked,
    late,
    [
      ...conversationOf(state, choice.detail),
      ...accountsAsked(state, choice.detail),
      spending(choice.detail),
    ],
  ];
  const command = at(at(lists, choice.kind) ?? [], choice.what) ?? draftOf(state, choice.detail);
  const isOfEngine =
    "key" in command ||
    command.type.endsWith("begin") ||
    command.type === "conversation.begin-turn" ||
    (command.type.endsWith(".go-on") && command.type !== "project.go-on") ||
    command.type === "project.observe-usage" ||
    command.type.startsWith("account.");
  return { command, actor: actorOf(state, choice.actor, isOfEngine) };
}

/** What a turn or a review has used. */
function spending(n: number): Command {
  const spent = { costUsd: n % 7 === 0 ? 0.3 : 0.01, tokens: 100, turnCount: 1, runningMs: 1_000 };
  return { type: "project.observe-usage", spender: n % 2 === 0 ? "conversation" : "review", spent };
}

function at<Item>(list: readonly Item[], n: number): Item | undefined {
  return list[n % Math.max(1, list.length)];
}

/** Whose word it is: in most steps the right one's, else anybody's. */
function actorOf(state: State, n: number, isOfEngine: boolean): Actor {
  const turn = state.conversations.get(C1)?.turnCount ?? 0;
  const orchestrator: Actor = { kind: "orchestrator", conversation: C1, turn };
  const right = isOfEngine ? ENGINE : at([USER, orchestrator], n);
  const anybody: Actor[] = [
    ENGINE,
    USER,
    orchestrator,
    { ...orchestrator, turn: turn - 1 },
    { kind: "worker", run: R11 },
  ];
  return (n % 5 === 0 ? at(anybody, Math.floor(n / 5)) : right) ?? ENGINE;
}

/** What the world may answer to an obligation. With another's key: what it says too late. */
function answersTo(state: State, obligation: Obligation, key: ObligationKey, n: number): readonly Command[] {
  const failed: Command = {
    type: "obligation.failed",
    key,
    subject: obligation.subject,
    code: "broken",
    detail: "It is broken.",
  };
  const isUnlucky = n % 23 === 0;
  if (obligation.kind === "follow-up") return [obligation.command, ...(isUnlucky ? [failed] : [])];
  return [...answersOf(state, obligation, key, n), ...(isUnlucky ? [failed] : [])];
}

function answersOf(state: State, obligation: Obligation, key: ObligationKey, n: number): readonly Command[] {
  const { subject } = obligation;
  switch (subject.kind) {
    case "ticket":
      return [{ type: "ticket.start", key, ticket: subject.ticket, base: BASE, session: uuid(900) as never }];
    case "run":
      return runAnswers(state, obligation, key, subject.run, n);
    case "landing":
      return landingAnswers(obligation, key, subject.landing as never, n);
    case "conversation":
      return conversationAnswers(state, key, n);
    case "account":
      return [];
    default:
      return subject satisfies never;
  }
}

function runAnswers(
  state: State,
  obligation: Obligation,
  key: ObligationKey,
  run: typeof R11,
  n: number,
): readonly Command[] {
  const color = at(COLORS, n) ?? "green";
  const known = (state.runs.get(run)?.messages ?? []).map((message) => message.uuid);
  // An agent that says what it read goes on with the rest; one that reports may have missed the last.
  const butLast = known.slice(0, -1);
  const uuids = n % 5 === 0 ? butLast : known;
  const all: Readonly<Partial<Record<Obligation["kind"], readonly RunCommand[]>>> = {
    "prepare-workspace": [
      { type: "run.observe-workspace", key, run, path: `/w/${run}`, branch: `jarvis/${run}` as never },
    ],
    "run-agent": mostly<RunCommand>(
      { type: "run.observe-report", key, run, text: "I am done.", uuids, usage: usageOf(state, run, n) },
      { type: "run.observe-agent-started", key, run, model: "playbook", pid: n },
      { type: "run.observe-tool", key, run, tool: "Bash" },
      { type: "run.observe-delivered", key, run, uuids: butLast },
      { type: "run.observe-usage", key, run, usage: usageOf(state, run, n) },
      { type: "run.observe-refused", key, run, refusal: refusalOf(state, n) },
      { type: "run.observe-agent-lost", key, run, detail: "137", needs: n % 3 === 0 ? "a sign-in" : null },
    ),
    "import-commits": mostly<RunCommand>(
      {
        type: "run.observe-import",
        key,
        run,
        head: n % 6 === 0 ? BASE : HEAD,
        change: { ...CHANGE, protectedPaths: n % 5 === 0 ? ["package.json"] : [] },
        uncommitted: n % 4 === 0 ? ["a.txt"] : [],
      },
      { type: "run.observe-import-refused", key, run, detail: "too large" },
    ),
    "check-run": mostly<RunCommand>(
      { type: "run.observe-checked", key, run, checked: checkedTree(color) },
      { type: "run.observe-conflict", key, run, target: TIP, files: ["a.txt"] },
    ),
    "review-run": mostly<RunCommand>(
      {
        type: "run.observe-verdict",
        key,
        run,
        verdict: { ...VERDICT, opinion: n % 4 === 0 ? "changes" : "accept" },
        landHash: LAND_HASH,
      },
      { type: "run.observe-review-refused", key, run, refusal: refusalOf(state, n) },
    ),
    "hand-over": [{ type: "run.observe-handed-over", key, run, head: HEAD }],
    "stop-agent": [{ type: "run.observe-agent-stopped", key, run }],
    "keep-work": [{ type: "run.observe-kept", key, run, ref: null }],
    "remove-workspace": [{ type: "run.observe-removed", key, run }],
  };
  return all[obligation.kind] ?? [];
}

/** The first one four times in a row: most things go well, or else nothing would get far. */
function mostly<Item>(well: Item, ...other: readonly Item[]): readonly Item[] {
  return [well, well, well, well, ...other];
}

function landingAnswers(
  obligation: Obligation,
  key: ObligationKey,
  landing: never,
  n: number,
): readonly Command[] {
  const verifying = mostly<LandingCommand>(
    { type: "landing.observe-verified", key, landing, candidate: candidate(at(COLORS, n) ?? "green") },
    { type: "landing.observe-conflict", key, landing, files: ["a.txt"] },
  );
  const moving: readonly LandingCommand[] = [
    { type: "landing.observe-landed", key, landing, commit: CANDIDATE },
    { type: "landing.observe-target-moved", key, landing, tip: HEAD },
    { type: "landing.observe-blocked", key, landing, path: "/project", files: ["a.txt"] },
  ];
  return obligation.kind === "verify-landing" ? verifying : moving;
}

function askedOf(state: State, n: number): readonly Command[] {
  const stop: readonly Command[] = state.halted === null ? [{ type: "project.halt", reason: "enough" }] : [];
  return [
    ...ticketsAsked(state, n),
    ...runsAsked(state, n),
    ...proposalsAsked(state, n, TICKETS_MAX),
    draftOf(state, n),
    ...(n % 5 === 0 ? [{ type: "run.send-all", text: "all of you" } as const] : []),
    { type: "project.raise-budget", scope: n % 2 === 0 ? "day" : "project", added: { costUsd: 0.2 } },
    ...(n % 41 === 0 ? stop : []),
    ...(state.halted === null
      ? []
      : [{ type: "project.go-on" } as const, { type: "project.go-on" } as const]),
  ];
}

function draftOf(state: State, n: number): Command {
  const tickets = [...state.tickets.keys()];
  const first = tickets[n % Math.max(1, tickets.length)];
  if (tickets.length >= TICKETS_MAX && first !== undefined)
    return { type: "ticket.retry", ticket: first, reason: "again" };
  return { type: "ticket.draft", conversation: C1, spec: specOf(state, n), hash: hashOf(specOf(state, n)) };
}

function specOf(state: State, n: number): TicketSpec {
  const tickets = [...state.tickets.keys()];
  const isDependent = n % 3 === 0 && tickets.length > 0;
  const dependsOn = isDependent ? [tickets[n % tickets.length] ?? ticketId("T-1")] : [];
  const budget = n % 5 === 0 ? { ...SPEC.budget, costUsdMax: 0.2 } : SPEC.budget;
  const fallback = n % 4 === 0 ? { fallbackModel: "smaller" } : {};
  return { ...SPEC, ...fallback, budget, title: `Title ${n % 4}`, landWhenGreen: n % 2 === 0, dependsOn };
}

function ticketsAsked(state: State, n: number): readonly Command[] {
  return [...state.tickets.values()].flatMap(({ id: ticket, hash, runCount }): readonly Command[] => {
    const run = state.runs.get(`R-${ticket.slice(2)}.${runCount}` as never);
    const landHash = run?.landHash ?? LAND_HASH;
    const spec = specOf(state, n);
    const rare: readonly Command[] = [
      { type: "ticket.edit", ticket, spec, hash: hashOf(spec) },
      { type: "ticket.undo-approval", ticket },
      { type: "ticket.retry", ticket, reason: "again" },
      { type: "ticket.cancel", ticket, reason: "no more" },
      supersededBy(state, ticket, n),
      { type: "landing.undo", ticket },
      { type: "ticket.raise-budget", ticket, added: { costUsd: 0.1 } },
    ];
    return [
      { type: "ticket.approve", ticket, hash: n % 9 === 0 ? hashOf("older") : hash },
      { type: "ticket.approve", ticket, hash },
      { type: "landing.approve", ticket, hash: landHash, isUnverifiedAccepted: n % 2 === 0 },
      { type: "landing.approve", ticket, hash: landHash, isUnverifiedAccepted: n % 2 === 0 },
      ...rare.slice(n % rare.length, (n % rare.length) + 1),
    ];
  });
}

function runsAsked(state: State, n: number): readonly Command[] {
  return [...state.runs.values()]
    .filter((run) => run.stage.name !== "ended" || run.attention !== null)
    .flatMap(({ id: run, stage }): readonly Command[] => [
      { type: "run.try-again", run },
      // Whoever was paused is mostly resumed: a run that stays so gets nowhere.
      ...(stage.name === "paused"
        ? [{ type: "run.resume", run } as const, { type: "run.resume", run } as const]
        : [{ type: n % 4 === 3 ? "run.resume" : "run.pause", run } as const]),
      ...controlsAsked(run, stage, n),
      n % 4 === 0 ? { type: "run.stop", run, reason: "stop" } : { type: "run.send", run, text: "do more" },
    ]);
}
