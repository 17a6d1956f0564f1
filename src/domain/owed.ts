import type { Subject } from "./commands.ts";
import type { ObligationKey } from "./ids.ts";
import type { ObligationKind } from "./obligation.ts";
import { obligationsOf } from "./obligations.ts";
import type { State } from "./state.ts";

/** Does the state still owe this? An observation of anything else is of a former life: true, and of no consequence. */
export function isOwed(state: State, subject: Subject, kind: ObligationKind, key: ObligationKey): boolean {
  return obligationsOf(state, subject).some(
    (obligation) => obligation.key === key && obligation.kind === kind,
  );
}
