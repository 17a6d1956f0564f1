// A run whose model refuses the account that pays: it waits for the account, or goes on with the other model that its ticket allows.
import { currentAccount, parkedText } from "../account/gate.ts";
import { released } from "../account/decide.ts";
import { parkAccount, reviewParked } from "../account/park.ts";
import type { ModelRefusal } from "../account/state.ts";
import type { DomainEvent } from "../events.ts";
import { accept, refuse, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { Run } from "./state.ts";

export function refused(state: State, run: Run, refusal: ModelRefusal, given: Given): Decision<DomainEvent> {
  const life = run.life + 1;
  const model = run.fallbackModel === null ? otherModel(state, run, refusal) : null;
  const own: DomainEvent =
    model === null
      ? { type: "run.parked", data: { run: run.id, life } }
      : {
          type: "run.model-changed",
          data: {
            run: run.id,
            life,
            model,
            reason: `it waits for ${parkedText(refusal.name, refusal.cause)}`,
          },
        };
  return accept([...parkAccount(state, refusal, given.at), own]);
}

/** Another model of the same account helps against a limit of the first, not against a sign-in that is refused. */
function otherModel(state: State, run: Run, { cause }: ModelRefusal): string | null {
  return cause === "auth" ? null : (must(state.tickets, run.ticket).spec.fallbackModel ?? null);
}

export function reviewRefused(
  state: State,
  run: Run,
  refusal: ModelRefusal,
  given: Given,
): Decision<DomainEvent> {
  return accept([...parkAccount(state, refusal, given.at), ...reviewParked(run)]);
}

/** The user does not wait for the next try: one goes on now. */
export function tryAccountNow(state: State, run: Run): Decision<DomainEvent> {
  const account = currentAccount(state);
  if (account?.status.name !== "parked")
    return refuse("wrong-stage", `Worker ${run.workerNumber} goes on by itself, in its turn.`);
  return accept([released(account.id)], run.id);
}
