import { z } from "zod";
import { RaiseAmounts, raiseOf } from "../wire/raise.ts";
import { refuseCall } from "./access.ts";
import { findTicket } from "./reading-tools.ts";
import { answerOf, defineTool } from "./tool.ts";

/** Budgets that all runs share, by the names that people give them. */
export const SHARED_BUDGETS: Readonly<Record<string, "day" | "project">> = {
  today: "day",
  day: "day",
  project: "project",
};

export const budgetRaise = defineTool(
  {
    name: "budget_raise",
    grant: "user-turn",
    input: z.object({ subject: z.string().min(1).max(40), ...RaiseAmounts.shape }),
    description:
      'Raise a budget by what the user said: of a ticket ("T-3"), of "today", or of the "project". A worker that is held for it goes on in its session. Never without the user naming the amount.',
  },
  async ({ subject, ...amounts }, { access, run }) => {
    const added = raiseOf(amounts);
    const scope = SHARED_BUDGETS[subject.trim().toLowerCase()];
    if (scope !== undefined)
      return answerOf(
        await run({ type: "project.raise-budget", scope, added }),
        () =>
          `The budget of ${scope === "day" ? "today" : "the project"} is raised; what was held for it goes on.`,
      );
    const ticket = findTicket(access.state(), subject);
    if (ticket === undefined)
      return refuseCall(`There is no ticket ${JSON.stringify(subject)}. Look at the board.`);
    return answerOf(
      await run({ type: "ticket.raise-budget", ticket: ticket.id, added }),
      (id) => `The budget of ${id} is raised; what was held for it goes on as soon as a worker may start.`,
    );
  },
);
