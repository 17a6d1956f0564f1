// What came of a time away: what landed, what waits in the order in which it is best done, what went wrong, what it cost.
import type { ReactNode } from "react";
import type { AwayReportRow } from "../../../../src/wire/away.ts";
import { keyed } from "../../ui/keyed.ts";

export function ReportView({ report }: { readonly report: AwayReportRow }) {
  const { landed, waits, failed, refused, kept, spentUsd, costUsdMax, leftOutCount } = report;
  const minutes = waits.reduce((sum, one) => sum + one.minutes, 0);
  return (
    <div className="flex flex-col gap-4">
      <List title="Landed">
        {landed.map(({ ticket, title, commit }) => (
          <li key={ticket}>
            {ticket} {title} <span className="font-mono text-sm text-muted">{commit.slice(0, 7)}</span>
          </li>
        ))}
      </List>
      <List title={waits.length === 0 ? "Waits for you" : `Waits for you, about ${minutes} min`} isOrdered>
        {waits.map(({ ticket, title, what, minutes: own }) => (
          <li key={ticket ?? title}>
            <span className="text-strong">
              {ticket} {title}
            </span>
            : {what} <span className="text-muted">({own} min)</span>
          </li>
        ))}
      </List>
      <List title="Failed">
        {keyed(failed, ({ ticket }) => ticket).map(({ key, item: { ticket, title, why } }) => (
          <li key={key}>
            {ticket} {title}: {why}
          </li>
        ))}
      </List>
      <List title="Refused while you were away">
        {keyed(refused, ({ at }) => String(at)).map(({ key, item: { what, about, by } }) => (
          <li key={key}>
            {what}
            {about !== null && ` of ${about}`}, asked by {by === "user" ? "you" : "the orchestrator"}
          </li>
        ))}
      </List>
      <section>
        <h3 className="font-medium text-strong">Spent</h3>
        <p>
          ${spentUsd.toFixed(2)} of ${costUsdMax.toFixed(2)}
          {spentUsd >= costUsdMax && ": the budget was reached, and workers were held"}
        </p>
      </section>
      <List title="Kept work">
        {kept.map(({ run, ref }) => (
          <li key={run}>
            {run}: <span className="font-mono text-sm break-all">{ref}</span>
          </li>
        ))}
      </List>
      {leftOutCount > 0 && (
        <p className="text-muted">{leftOutCount} further entries are in the fleet only.</p>
      )}
    </div>
  );
}

interface ListProps {
  readonly title: string;
  readonly isOrdered?: boolean;
  readonly children: readonly ReactNode[];
}

function List({ title, isOrdered = false, children }: ListProps) {
  const As = isOrdered ? "ol" : "ul";
  return (
    <section>
      <h3 className="font-medium text-strong">{title}</h3>
      {children.length === 0 ? (
        <p className="text-muted">Nothing.</p>
      ) : (
        <As className={`${isOrdered ? "list-decimal" : "list-disc"} pl-5 break-words`}>{children}</As>
      )}
    </section>
  );
}
