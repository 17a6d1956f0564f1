// The user gives more: to a ticket's runs, to today, or to the project.
import type { DomainEvent } from "../events.ts";
import { accept, refuse, type Decision, type Given } from "../shared.ts";
import { withTicket, type State } from "../state.ts";
import type { Ticket } from "../ticket/state.ts";
import type { ProjectBudgetCommand } from "./commands.ts";
import { raiseDay, raiseProject } from "./spending.ts";
import { runsOf } from "../ticket/latest-run.ts";
import { boundOf } from "./caps.ts";
import { crossing, heldFor } from "./crossing.ts";
import { mapAmounts, plus } from "./amounts.ts";
import { MEASURES, type Caps } from "./state.ts";
import { amountText, overText } from "./words.ts";

/** Of one raise: more is a slip of the finger. */
const RAISE_MAX = mapAmounts(
  (measure) =>
    ({ costUsd: 10_000, tokens: 1e10, turnCount: 100_000, runningMs: 30 * 24 * 60 * 60_000 })[measure],
);

/** What is held for the ticket's own caps goes on, as soon as a worker may start. */
export function raiseTicket(state: State, ticket: Ticket, added: Caps, given: Given): Decision<DomainEvent> {
  const problem = amountProblem(added);
  if (problem !== null) return refuse("invalid", problem);
  if (ticket.stage.name === "landed" || ticket.stage.name === "closed")
    return refuse("wrong-stage", `${ticket.id} is ${ticket.stage.name}: nothing of it runs any more.`);
  if (ticket.stage.name === "draft")
    return refuse(
      "wrong-stage",
      `${ticket.id} is a draft: change its budget on the card, then approve what you see.`,
    );
  const raised: Ticket = { ...ticket, raised: plus(ticket.raised, added) };
  const short = stillShort(withTicket(state, raised), ticket, given);
  if (short !== null) return refuse("invalid", short);
  return accept([{ type: "ticket.budget-raised", data: { ticket: ticket.id, added } }], ticket.id);
}

function stillShort(after: State, ticket: Ticket, { at }: Given): string | null {
  const held = runsOf(after, ticket).find((run) => heldFor(run) !== null);
  const over = held === undefined ? null : crossing(after, held, at);
  if (over === null || (over.scope !== "run" && over.scope !== "ticket")) return null;
  return `With that, ${ticket.id} would still be ${overText(over)}. Raise it by more than ${amountText(over.measure, over.spent - over.cap)} above that.`;
}

export function raiseOfProject(
  state: State,
  { scope, added }: ProjectBudgetCommand,
  { at }: Given,
): Decision<DomainEvent> {
  const problem = amountProblem(added);
  if (problem !== null) return refuse("invalid", problem);
  const name = scope === "day" ? "today's" : "the project's";
  const { caps } = boundOf(state, scope, null, at);
  const uncapped = MEASURES.filter((measure) => added[measure] !== undefined && caps[measure] === undefined);
  if (uncapped.length > 0)
    return refuse(
      "invalid",
      `There is no bound on ${name} ${uncapped.map((measure) => NAMES[measure]).join(" and ")}: nothing to raise.`,
    );
  const spending =
    scope === "day" ? raiseDay(state.spending, added, at) : raiseProject(state.spending, added);
  const after = boundOf({ ...state, spending }, scope, null, at);
  const short = MEASURES.find(
    (measure) => added[measure] !== undefined && after.spent[measure] >= (after.caps[measure] ?? 0),
  );
  if (short !== undefined)
    return refuse(
      "invalid",
      `With that, ${amountText(short, after.spent[short])} of ${amountText(short, after.caps[short] ?? 0)} would be spent of ${name} budget: raise it by more.`,
    );
  return accept([{ type: "project.budget-raised", data: { scope, added } }], scope);
}

const NAMES = { costUsd: "money", tokens: "tokens", turnCount: "turns", runningMs: "running time" } as const;

function amountProblem(added: Caps): string | null {
  const named = MEASURES.filter((measure) => added[measure] !== undefined);
  if (named.length === 0) return "Say by how much: money, minutes, turns or tokens.";
  const bad = named.find((measure) => !isRaise(added[measure] ?? 0, RAISE_MAX[measure]));
  return bad === undefined
    ? null
    : `A budget is raised by more than nothing and at most ${amountText(bad, RAISE_MAX[bad])}.`;
}

function isRaise(amount: number, max: number): boolean {
  return Number.isFinite(amount) && amount > 0 && amount <= max;
}
