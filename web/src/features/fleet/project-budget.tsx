// What today, and all days, may cost: spent of cap, with the button that gives more where it holds something.
import type { ProjectBudgetRow } from "../../../../src/wire/budget-rows.ts";
import { Button } from "../../ui/button.tsx";
import { Meter } from "../../ui/meter.tsx";
import { Count, formatUsd, Money } from "../../ui/numbers.tsx";

export interface ProjectBudgetProps {
  readonly budget: ProjectBudgetRow;
  readonly onRaise: (scope: "today" | "project") => void;
}

export function ProjectBudget({ budget, onRaise }: ProjectBudgetProps) {
  const { day, project, heldCount } = budget;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
      <Spent name="today" account={day} />
      <Spent name="in all" account={project} />
      {heldCount > 0 && (
        <span className="flex items-center gap-2 font-medium text-needs-you">
          <Count value={heldCount} one="worker held" many="workers held" />
          <Button size="sm" onClick={() => onRaise(isUsedUp(project) ? "project" : "today")}>
            Raise
          </Button>
        </span>
      )}
    </div>
  );
}

type Account = ProjectBudgetRow["day"];

/** Nothing where there is no bound in dollars. */
function Spent({ name, account }: { readonly name: string; readonly account: Account }) {
  const { spent, reserved, caps } = account;
  if (caps.costUsd === undefined) return null;
  return (
    <Meter share={spent.costUsd / caps.costUsd} className="min-w-36">
      <span
        className="whitespace-nowrap"
        title={`${formatUsd(spent.costUsd)} spent, ${formatUsd(reserved.costUsd)} reserved`}
      >
        <Money usd={spent.costUsd} of={caps.costUsd} /> {name}
      </span>
    </Meter>
  );
}

function isUsedUp({ spent, caps }: Account): boolean {
  const measures = ["costUsd", "tokens", "turnCount", "runningMs"] as const;
  return measures.some((measure) => {
    const cap = caps[measure];
    return cap !== undefined && spent[measure] >= cap;
  });
}
