import type { DomainEvent } from "../events.ts";
import { accept, assertNever, stale, type Decision } from "../shared.ts";
import type { State } from "../state.ts";
import type { AccountCommand } from "./commands.ts";

export function decideAccount(state: State, command: AccountCommand): Decision<DomainEvent> {
  const status = state.accounts.get(command.account)?.status;
  switch (command.type) {
    case "account.connect":
      return connect(state, command);
    case "account.release":
      return status?.name === "parked" ? accept([released(command.account)]) : stale();
    case "account.observe-answered":
      return status?.name === "probing"
        ? accept([{ type: "account.answered", data: { account: command.account } }])
        : stale();
    default:
      return assertNever(command);
  }
}

/** Another account, or the same one that the user gives again, is tried at once. A start of the daemon changes nothing of what waits. */
function connect(
  state: State,
  { account, name, isChosen }: Extract<AccountCommand, { type: "account.connect" }>,
): Decision<DomainEvent> {
  const known = state.accounts.get(account);
  const isSame = state.account === account && known?.name === name;
  const isOther = state.account !== null && state.account !== account;
  const former = state.account === null ? undefined : state.accounts.get(state.account);
  const isRefused = known?.status.name === "parked" || (isOther && former?.status.name === "parked");
  const events: DomainEvent[] = isSame ? [] : [{ type: "account.connected", data: { account, name } }];
  if (isRefused && (isChosen || isOther)) events.push(released(account));
  return accept(events, account);
}

export function released(account: AccountCommand["account"]): DomainEvent {
  return { type: "account.released", data: { account } };
}
