// What must hold of every state whose account is refused, and from each state to the next.
import { isParked } from "../account/gate.ts";
import { RESUMES_MS_MAX } from "../account/state.ts";
import type { DomainEvent } from "../events.ts";
import { obligations } from "../obligations.ts";
import type { State } from "../state.ts";
import { claim } from "./promises.ts";

/** Nothing that would ask the model begins while it refuses, and what is begun again is begun by one. */
export function expectAccountPromises(
  before: State,
  after: State,
  events: readonly DomainEvent[],
  atMs: number,
): void {
  const keys = obligations({ ...after, halted: null }).map((one) => one.key);
  if (isParked(after)) {
    const begun = keys.filter((key) => /\/(?:start-run|go-on|begin-turn)#/.test(key));
    claim(begun.length === 0, () => `a model that refuses is asked: ${begun.join(", ")}`);
  }
  if (isParked(before) && isParked(after)) {
    const known = new Set(obligations({ ...before, halted: null }).map((one) => one.key));
    const asked = keys.filter((key) => /\/(?:run-agent|review-run)#/.test(key) && !known.has(key));
    const allowed = events.some(
      ({ type }) => type === "run.model-changed" || type === "run.attention-cleared",
    );
    const isOfFallback = (key: string) =>
      [...after.runs.values()].some((run) => run.fallbackModel !== null && key.startsWith(`${run.id}/`));
    claim(allowed || asked.every(isOfFallback), () => `begun while the model refuses: ${asked.join(", ")}`);
  }
  for (const event of events) expectBounded(event, atMs);
  for (const run of after.runs.values()) {
    const former = before.runs.get(run.id);
    claim(
      former === undefined ||
        run.stage.name !== "parked" ||
        run.lostCount <= former.lostCount ||
        isLost(events),
      () => `${run.id} counts a refusal as a loss`,
    );
  }
}

function isLost(events: readonly DomainEvent[]): boolean {
  return events.some(({ type }) => type === "run.agent-lost");
}

function expectBounded(event: DomainEvent, atMs: number): void {
  if (event.type !== "account.parked") return;
  const { until, cause } = event.data;
  claim((until === null) === (cause === "auth"), () => `${cause} is tried again at ${until}`);
  claim(
    until === null || (until > atMs && until <= atMs + RESUMES_MS_MAX),
    () => `the next try is at ${until}, it is ${atMs}`,
  );
}
