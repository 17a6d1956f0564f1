import { instant, obligationKey } from "../ids.ts";
import type { Obligation } from "../obligation.ts";
import type { State } from "../state.ts";
import { currentAccount, parkingOf } from "./gate.ts";
import type { Account } from "./state.ts";

/** Only what pays at this moment is owed a next try. */
export function accountObligations(state: State): readonly Obligation[] {
  const account = currentAccount(state);
  if (account === null) return [];
  const { id, status } = account;
  switch (status.name) {
    case "open":
      return [];
    case "parked":
      return status.until === null
        ? []
        : [owe(account, "release", status.until, { type: "account.release", account: id })];
    case "probing":
      return [
        owe(account, "answered", instant(status.since + parkingOf(state).probeMs), {
          type: "account.observe-answered",
          account: id,
        }),
      ];
    default:
      return status satisfies never;
  }
}

function owe(
  { id, generation }: Account,
  kind: string,
  notBefore: Obligation["notBefore"],
  command: Extract<Obligation, { kind: "follow-up" }>["command"],
): Obligation {
  const subject = { kind: "account", account: id } as const;
  return { key: obligationKey(id, kind, generation), kind: "follow-up", subject, notBefore, command };
}
