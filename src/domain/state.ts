// The whole project's state, a fold of its journal.
import type { Account, ParkingDelays } from "./account/state.ts";
import { NO_SPENDING, type BudgetLimits, type Spending } from "./budget/state.ts";
import type {
  AccountId,
  BranchName,
  ConversationId,
  Instant,
  LandingId,
  ProjectId,
  ProposalId,
  RunId,
  TicketId,
} from "./ids.ts";
import type { Conversation } from "./conversation/state.ts";
import type { Landing } from "./landing/state.ts";
import type { Run } from "./run/state.ts";
import type { Proposal, Ticket } from "./ticket/state.ts";
import { instant } from "./ids.ts";
import { LayeredMap, UPPER_MAX } from "./layered-map.ts";
import { Defect } from "./shared.ts";

export interface State {
  readonly project: { readonly id: ProjectId; readonly root: string; readonly target: BranchName } | null;
  /** Everything is stopped; null: it is not. */
  readonly halted: Halted | null;
  /** Sequence of the last event folded; 0 before the first. */
  readonly seq: number;
  /** When the last event folded happened: now, as far as the state can know; 0 before the first. */
  readonly at: Instant;
  readonly nextTicket: number;
  readonly nextWorker: number;
  readonly tickets: ReadonlyMap<TicketId, Ticket>;
  readonly proposals: ReadonlyMap<ProposalId, Proposal>;
  readonly runs: ReadonlyMap<RunId, Run>;
  /** Those that have not landed and are not closed: follows from `tickets`. A project's history grows, what is asked at every event must not. */
  readonly openTickets: ReadonlyMap<TicketId, Ticket>;
  /** Those that have not ended, or have something left to be cleaned up: follows from `runs`. */
  readonly openRuns: ReadonlyMap<RunId, Run>;
  readonly landings: ReadonlyMap<LandingId, Landing>;
  /** Landings that are not over, in the order of their approval: the merge queue. */
  readonly queue: readonly LandingId[];
  readonly conversations: ReadonlyMap<ConversationId, Conversation>;
  readonly spending: Spending;
  /** What has paid so far, and whether it is refused. */
  readonly accounts: ReadonlyMap<AccountId, Account>;
  /** What pays now; null: not told yet. */
  readonly account: AccountId | null;
  /** Limits of this daemon, given at start; not part of the journal. */
  readonly limits: Limits;
}

export interface Halted {
  readonly reason: string;
  readonly since: Instant;
  /** The file that must be removed before anything goes on; null: the user's word is enough. */
  readonly heldBy: string | null;
}

export interface Limits {
  /** Runs that may be preparing or working at once. */
  readonly runsMax: number;
  /** Reports that may wait for the user before no further ticket is started. */
  readonly unreviewedMax: number;
  /** Left out: only what tickets name. */
  readonly budgets?: BudgetLimits;
  /** When a model that refuses is tried again; left out: `DEFAULT_PARKING`. */
  readonly parking?: ParkingDelays;
}

export const DEFAULT_LIMITS: Limits = { runsMax: 3, unreviewedMax: 10 };

export function emptyState(limits: Limits = DEFAULT_LIMITS): State {
  return {
    project: null,
    halted: null,
    seq: 0,
    at: instant(0),
    nextTicket: 1,
    nextWorker: 1,
    tickets: new Map(),
    proposals: new Map(),
    runs: new Map(),
    openTickets: new Map(),
    openRuns: new Map(),
    landings: new Map(),
    queue: [],
    conversations: new Map(),
    spending: NO_SPENDING,
    accounts: new Map(),
    account: null,
    limits,
  };
}

/** Reads what must be there because an event named it. */
export function must<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Defect(`the journal names ${String(key)}, which no event made`);
  return value;
}

/** Maps that one fold has to itself: nobody can see that they change. */
const owned = new WeakSet<object>();

/** A map with one entry replaced; the same map while a fold has it to itself. */
export function put<Key, Value extends object>(
  map: ReadonlyMap<Key, Value>,
  key: Key,
  value: Value,
): ReadonlyMap<Key, Value> {
  if (owned.has(map)) return (map as Map<Key, Value>).set(key, value); // `ownMaps` made it as a Map
  // A small one is copied whole as cheaply.
  return map.size < UPPER_MAX ? new Map(map).set(key, value) : LayeredMap.over(map).with(key, value);
}

/** A map without an entry; the same map while a fold has it to itself. */
function without<Key, Value extends object>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  if (!map.has(key)) return map;
  if (!owned.has(map)) return LayeredMap.over(map).without(key);
  (map as Map<Key, Value>).delete(key); // `ownMaps` made it as a Map
  return map;
}

/** The run as it is now, in every map that has it. */
export function withRun(state: State, run: Run): State {
  const { stage } = run;
  const isOver = stage.name === "ended" && stage.step === "done";
  return {
    ...state,
    runs: put(state.runs, run.id, run),
    openRuns: isOver ? without(state.openRuns, run.id) : put(state.openRuns, run.id, run),
  };
}

/** The ticket as it is now, in every map that has it. */
export function withTicket(state: State, ticket: Ticket): State {
  const { name } = ticket.stage;
  const isOver = name === "landed" || name === "closed";
  return {
    ...state,
    tickets: put(state.tickets, ticket.id, ticket),
    openTickets: isOver ? without(state.openTickets, ticket.id) : put(state.openTickets, ticket.id, ticket),
  };
}

/** The same state with maps that `put` may change. */
export function ownMaps(state: State): State {
  const maps = {
    tickets: new Map(state.tickets),
    proposals: new Map(state.proposals),
    runs: new Map(state.runs),
    openTickets: new Map(state.openTickets),
    openRuns: new Map(state.openRuns),
    landings: new Map(state.landings),
    conversations: new Map(state.conversations),
  };
  for (const map of Object.values(maps)) owned.add(map);
  return { ...state, ...maps };
}

/** From now on `put` copies its maps again. */
export function disown(state: State): void {
  const { tickets, proposals, runs, openTickets, openRuns, landings, conversations } = state;
  for (const map of [tickets, proposals, runs, openTickets, openRuns, landings, conversations])
    owned.delete(map);
}
