import type { StoredEvent } from "../events.ts";
import type { AccountId, ConversationId, RunId } from "../ids.ts";
import { assertNever, invariant } from "../shared.ts";
import { put, type State } from "../state.ts";
import { currentAccount } from "./gate.ts";
import type { AccountEvent } from "./events.ts";
import type { Account, AccountStatus } from "./state.ts";

export function evolveAccount(state: State, event: StoredEvent & AccountEvent): State {
  switch (event.type) {
    case "account.connected": {
      const { account: id, name } = event.data;
      const known = state.accounts.get(id) ?? fresh(id, name);
      return {
        ...state,
        account: id,
        accounts: put(state.accounts, id, { ...known, name, generation: known.generation + 1 }),
      };
    }
    case "account.parked": {
      const { account: id, name, cause, until, detail, attempt } = event.data;
      const known = state.accounts.get(id) ?? fresh(id, name);
      const since = known.status.name === "parked" ? known.status.since : event.at;
      const status = { name: "parked", cause, until, detail, attempt, since } as const;
      return to({ ...state, account: state.account ?? id }, known, status);
    }
    case "account.released": {
      const known = accountOf(state, event.data.account);
      const attempt = known.status.name === "open" ? 0 : known.status.attempt;
      return to(state, known, { name: "probing", since: event.at, attempt, probe: null });
    }
    case "account.answered":
      return to(state, accountOf(state, event.data.account), { name: "open", lastGoOnAt: event.at });
    default:
      return assertNever(event);
  }
}

/**
 * Of what starts, the first one tries for all. Of what was refused, the next waits a little after the one before it, and after nothing else: a
 * busy project starts something all the time. `isGoingOn`: see below, of the state without the event.
 */
export function noteStart(state: State, event: StoredEvent, isGoingOn: boolean): State {
  const started = startedBy(event);
  const account = started === null ? null : currentAccount(state);
  if (started === null || account === null) return state;
  const { status } = account;
  if (status.name === "probing") return keep(state, account, { ...status, probe: started });
  if (status.name === "open" && status.lastGoOnAt !== null && isGoingOn)
    return keep(state, account, { name: "open", lastGoOnAt: event.at });
  return state;
}

/** The event lets something go on that was refused. Asked before it is folded: a fold of many events may reuse what it was given. */
export function goesOnAfterRefusal({ runs, conversations }: State, event: StoredEvent): boolean {
  switch (event.type) {
    case "run.resumed":
      return runs.get(event.data.run)?.stage.name === "parked";
    case "run.review-resumed":
      return true;
    case "conversation.turn-resumed":
      return conversations.get(event.data.conversation)?.running?.isParked === true;
    default:
      return false;
  }
}

function startedBy(event: StoredEvent): RunId | ConversationId | null {
  switch (event.type) {
    case "run.created":
    case "run.resumed":
    case "run.review-resumed":
      return event.data.run;
    case "conversation.turn-begun":
    case "conversation.turn-resumed":
      return event.data.conversation;
    default:
      return null;
  }
}

function fresh(id: AccountId, name: string): Account {
  return { id, name, generation: 0, status: { name: "open", lastGoOnAt: null } };
}

function accountOf(state: State, id: AccountId): Account {
  const account = state.accounts.get(id);
  invariant(account !== undefined, `the journal names the account ${id}, which no event made`);
  return account;
}

function to(state: State, account: Account, status: AccountStatus): State {
  return keep(state, { ...account, generation: account.generation + 1 }, status);
}

function keep(state: State, account: Account, status: AccountStatus): State {
  return { ...state, accounts: put(state.accounts, account.id, { ...account, status }) };
}
