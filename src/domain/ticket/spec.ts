import type { TicketId } from "../ids.ts";
import { refuse, type Decision } from "../shared.ts";
import type { State } from "../state.ts";
import {
  DECIDED_MAX,
  DESCRIPTION_CHARS_MAX,
  LIST_ITEM_CHARS_MAX,
  LIST_ITEMS_MAX,
  TITLE_CHARS_MAX,
  type TicketSpec,
} from "./state.ts";

/** Null when a ticket may be asked for like this; otherwise what is wrong with it, and what would be right. `drafted`: those that are drafted with it. */
export function specProblem(
  state: State,
  spec: TicketSpec,
  self: TicketId | null,
  drafted: ReadonlySet<TicketId> = new Set(),
): Extract<Decision<never>, { kind: "refused" }> | null {
  const problem = textProblem(spec) ?? listProblem(spec) ?? dependencyProblem(state, spec, self, drafted);
  if (problem === null) return null;
  return refuse<never>(problem.startsWith("cycle") ? "cycle" : "invalid", problem) as Extract<
    Decision<never>,
    { kind: "refused" }
  >; // refuse() makes no other kind
}

/** The same for the title of a ticket and of a proposal. */
export function titleProblem(title: string): string | null {
  if (title.trim() === "") return "A ticket needs a title; this one is empty.";
  if (title.length > TITLE_CHARS_MAX)
    return `The title has ${title.length} characters, at most ${TITLE_CHARS_MAX} are taken.`;
  if (/\p{Cc}/u.test(title))
    return "The title holds a control character or a line break; use one line of plain text.";
  return null;
}

/** The spec of a ticket that waits for `to` where it waited for `from`. */
export function withDependencyMoved(spec: TicketSpec, from: TicketId, to: TicketId): TicketSpec {
  const dependsOn = spec.dependsOn.map((id) => (id === from ? to : id));
  return { ...spec, dependsOn: [...new Set(dependsOn)] };
}

function textProblem(spec: TicketSpec): string | null {
  const problem = titleProblem(spec.title);
  if (problem !== null) return problem;
  if (spec.description.length > DESCRIPTION_CHARS_MAX)
    return `The description has ${spec.description.length} characters, at most ${DESCRIPTION_CHARS_MAX} are taken.`;
  return null;
}

function listProblem(spec: TicketSpec): string | null {
  for (const [name, list] of [
    ["criteria", spec.criteria],
    ["scope", spec.scope],
    ["checks", spec.checks],
    ["quotes of the conversation", spec.decided],
  ] as const) {
    if (list.length > LIST_ITEMS_MAX)
      return `The ticket names ${list.length} ${name}, at most ${LIST_ITEMS_MAX} are taken.`;
    const bad = list.find((item) => item.trim() === "" || item.length > LIST_ITEM_CHARS_MAX);
    if (bad !== undefined)
      return `One of the ${name} is empty or longer than ${LIST_ITEM_CHARS_MAX} characters.`;
  }
  if (spec.dependsOn.length > LIST_ITEMS_MAX)
    return `The ticket depends on ${spec.dependsOn.length} others, at most ${LIST_ITEMS_MAX} are taken.`;
  if (spec.decided.length > DECIDED_MAX)
    return `At most ${DECIDED_MAX} quotes of the conversation go with a ticket.`;
  const { turnsMax, costUsdMax } = spec.budget;
  if (!Number.isSafeInteger(turnsMax) || turnsMax < 1 || !Number.isFinite(costUsdMax) || costUsdMax <= 0)
    return "The budget must be at least one turn, in whole turns, and more than $0.";
  const { tokensMax = 1, runningMsMax = 1, ticketCostUsdMax = 1 } = spec.budget;
  if (![tokensMax, runningMsMax, ticketCostUsdMax].every((bound) => Number.isFinite(bound) && bound > 0))
    return "A bound of the budget must be a number above 0; leave it out to have none.";
  return null;
}

function dependencyProblem(
  state: State,
  spec: TicketSpec,
  self: TicketId | null,
  drafted: ReadonlySet<TicketId>,
): string | null {
  for (const id of spec.dependsOn) {
    if (drafted.has(id)) continue;
    const ticket = state.tickets.get(id);
    if (ticket === undefined) return `The ticket depends on ${id}, which does not exist.`;
    if (ticket.stage.name === "closed")
      return `The ticket depends on ${id}, which is closed and will never land.`;
    if (self !== null && reaches(state, id, self))
      return `cycle: ${self} would wait for ${id}, which waits for ${self}.`;
  }
  return null;
}

/** Whether one ticket waits for another, at once or over others. */
export function reaches(state: State, from: TicketId, to: TicketId): boolean {
  const seen = new Set<TicketId>();
  const open: TicketId[] = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(state.tickets.get(id)?.spec.dependsOn ?? []));
  }
  return false;
}
