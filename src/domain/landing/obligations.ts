import { obligationKey, type LandingId } from "../ids.ts";
import type { Obligation } from "../obligation.ts";
import { assertNever } from "../shared.ts";
import { must, type State } from "../state.ts";
import { landDueAt } from "./due.ts";
import { nextToLand } from "./fuse.ts";

/** Only the first of the queue that may land is owed anything: one landing at a time. */
export function landingObligations(state: State, id: LandingId): readonly Obligation[] {
  if (nextToLand(state) !== id) return [];
  const landing = must(state.landings, id);
  const subject = { kind: "landing", landing: id } as const;
  switch (landing.stage.name) {
    case "queued":
      return [
        {
          key: obligationKey(id, "begin", 0),
          kind: "follow-up",
          subject,
          notBefore: null,
          command: { type: "landing.begin", landing: id },
        },
      ];
    case "verifying":
      return [
        {
          key: obligationKey(id, "verify-landing", landing.attempt),
          kind: "verify-landing",
          subject,
          notBefore: null,
        },
      ];
    case "landing":
      return [
        {
          key: obligationKey(id, "land", landing.attempt * 1_000_000 + landing.pushCount),
          kind: "land",
          subject,
          notBefore: landDueAt(landing),
        },
      ];
    case "landed":
    case "conflicted":
    case "rejected":
      return [];
    default:
      return assertNever(landing.stage);
  }
}
