// From a plan to a proposal: the tool is asked once, with what must wait for what.
import { meetingPlace } from "../domain/ticket/scope.ts";
import { answer, callOne, tool, type Exchange, type Outcome } from "./exchange.ts";
import type { Wish } from "./intents.ts";
import type { Plan, PlanPart } from "./plan.ts";
import { couldNot, refusalOf } from "./refusal.ts";
import { scopeOf, titleFor } from "./step-names.ts";
import { readParts } from "./ticket-file.ts";
import { clip, countOf } from "./words.ts";

const TITLE_CHARS_MAX = 120;
const RESULT_WORDS_CHARS_MAX = 1_200;
/** As many as a card holds. */
const PARTS_MAX = 8;

/** Ends what is said after a proposal. */
export const SHALL_I_START_ALL = "Shall I start them?";

export function proposePlan({ opening, parts }: Plan, wish: Wish, exchange: Exchange): Outcome {
  if (parts.length > PARTS_MAX)
    return answer(
      `That is a plan of ${parts.length} parts; I propose at most ${PARTS_MAX} at once. Say the first ${PARTS_MAX} now and the rest when they have landed.`,
    );
  const own = readParts(opening).title;
  const input = {
    title: clip(own === "" ? titleFor(wish, parts[0]?.steps ?? []) : own, TITLE_CHARS_MAX),
    tickets: withOrder(parts).map(({ part: { ticket }, scope, after }) => ({
      title: clip(ticket.title, TITLE_CHARS_MAX),
      description: ticket.description,
      criteria: ticket.criteria.length > 0 ? ticket.criteria : ["Every step ran without an error."],
      scope,
      ...(ticket.checks.length > 0 ? { checks: ticket.checks } : {}),
      ...(ticket.dependsOn.length > 0 ? { dependsOn: ticket.dependsOn } : {}),
      ...(after.length > 0 ? { after } : {}),
      ...(wish.isLandWhenGreen ? { landWhenGreen: true } : {}),
    })),
  };
  return callOne(exchange, tool("propose", "tickets_propose", input), (result) => {
    const refusal = refusalOf(result);
    if (refusal !== undefined) return answer(couldNot("propose the tickets", refusal));
    const drafted = clip(result.text.split(". The card")[0] ?? "", RESULT_WORDS_CHARS_MAX);
    return answer(
      `I split that into ${countOf(parts.length, "ticket")}. ${drafted}. ${SHALL_I_START_ALL} Say “all, in this order”, or name one, like “start T-1”.`,
    );
  });
}

interface Placed {
  readonly part: PlanPart;
  readonly scope: readonly string[];
  readonly after: readonly number[];
}

/** Each waits for those before it that it names, and for those whose files it may touch: a step in a shell may touch any. */
function withOrder(parts: readonly PlanPart[]): readonly Placed[] {
  const placed: Placed[] = [];
  for (const part of parts) {
    const scope = part.ticket.scope.length > 0 ? part.ticket.scope : scopeOf(part.steps);
    const after = part.after.filter((place) => place <= placed.length);
    // The nearest first: what that one waits for already needs no second mention.
    for (let place = placed.length; place >= 1; place -= 1) {
      const earlier = placed[place - 1];
      if (earlier === undefined || waitsFor(after, place, placed)) continue;
      if (meetingPlace(earlier.scope, scope) !== null) after.push(place);
    }
    placed.push({ part, scope, after: after.toSorted((a, b) => a - b) });
  }
  return placed;
}

function waitsFor(after: readonly number[], place: number, placed: readonly Placed[]): boolean {
  return after.some((one) => one === place || waitsFor(placed[one - 1]?.after ?? [], place, placed));
}
