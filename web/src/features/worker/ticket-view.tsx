// What was asked of a worker: the ticket as it stands, and the first message that it was sent.
import type { TicketDetail } from "../../../../src/wire/reads.ts";
import type { TicketRow } from "../../../../src/wire/rows.ts";
import type { ReactNode } from "react";
import type { ReadReply } from "../../feed/request.ts";
import { useRead } from "../../feed/use-read.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { OutputBlock } from "../../ui/code-block.tsx";
import { Collapsible } from "../../ui/collapsible.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

export interface TicketViewProps {
  /** Null: not known yet. */
  readonly ticket: TicketRow | null;
  readonly name: string;
  readonly read: () => Promise<ReadReply<TicketDetail>>;
}

export function TicketView({ ticket, name, read }: TicketViewProps) {
  const detail = useRead(`${name} ${ticket?.hash ?? ""}`, read);
  const spec = detail.kind === "read" ? specOf(detail.value) : null;
  // Of a ticket that is over the row leaves its lists out.
  const lists = {
    criteria: ticket?.criteria.length ? ticket.criteria : (spec?.criteria ?? []),
    scope: ticket?.scope.length ? ticket.scope : (spec?.scope ?? []),
    checks: ticket?.checks.length ? ticket.checks : (spec?.checks ?? []),
  };
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={`Ticket ${name}`}
      className="scroll-area focus-inset min-h-0 flex-1"
    >
      <div className="flex max-w-3xl flex-col gap-6 px-5 py-5 wrap-anywhere max-desk:px-3">
        <header>
          <p className="font-mono text-sm text-muted">{name}</p>
          <h2 className="text-lg font-semibold text-strong">
            <bdi>{ticket?.title ?? ""}</bdi>
          </h2>
          {ticket?.approval?.quote != null && (
            <p className="mt-1 text-muted">Approved by your words: “{ticket.approval.quote}”</p>
          )}
        </header>
        {detail.kind === "reading" && <SkeletonRows count={5} />}
        {detail.kind === "failed" && (
          <ErrorState
            what="The ticket could not be read."
            todo="Try again; if JARVIS is restarting, it is there in a moment."
            detail={detail.message}
            action={<Button onClick={detail.retry}>Try again</Button>}
          />
        )}
        {detail.kind === "read" && detail.value.description !== "" && (
          <Markdown text={detail.value.description} />
        )}
        <Part
          title="Acceptance criteria"
          items={lists.criteria}
          empty="None: the review judges by the description."
        >
          {(criterion) => <Markdown text={criterion} />}
        </Part>
        <Part title="Scope" items={lists.scope} empty="Anywhere in the repository.">
          {(path) => <code className="font-mono text-sm break-all">{path}</code>}
        </Part>
        <Part title="Checks" items={lists.checks} empty="None: its landing would be UNVERIFIED.">
          {(check) => <code className="font-mono text-sm break-all">{check}</code>}
        </Part>
        {ticket !== null && ticket.dependsOn.length > 0 && (
          <section>
            <h3 className="mb-1.5 font-semibold text-strong">Depends on</h3>
            <p className="flex gap-1.5">
              {ticket.dependsOn.map((other) => (
                <Badge key={other}>{other}</Badge>
              ))}
            </p>
          </section>
        )}
        {detail.kind === "read" && (
          <Collapsible
            label="The first message to the worker"
            meta={`${detail.value.firstMessage.length} characters`}
          >
            <div className="pt-2">
              <OutputBlock text={detail.value.firstMessage} label="the first message" />
            </div>
          </Collapsible>
        )}
      </div>
    </div>
  );
}

interface PartProps {
  readonly title: string;
  readonly items: readonly string[];
  /** Said when there are none. */
  readonly empty: string;
  readonly children: (item: string) => ReactNode;
}

function Part({ title, items, empty, children }: PartProps) {
  return (
    <section>
      <h3 className="mb-1.5 font-semibold text-strong">{title}</h3>
      {items.length === 0 ? (
        <p className="text-muted">{empty}</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {items.map((item) => (
            <li key={item} className="flex gap-2">
              <span aria-hidden className="mt-2 size-1 shrink-0 rounded-full bg-line-control" />
              <div className="min-w-0 flex-1">{children(item)}</div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface Spec {
  readonly criteria: readonly string[];
  readonly scope: readonly string[];
  readonly checks: readonly string[];
}

/** The lists of the whole ticket; what is not there as expected is empty. */
function specOf({ detail }: TicketDetail): Spec | null {
  const spec = detail["spec"];
  if (typeof spec !== "object" || spec === null) return null;
  const list = (name: string): readonly string[] => {
    const value: unknown = Reflect.get(spec, name);
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  };
  return { criteria: list("criteria"), scope: list("scope"), checks: list("checks") };
}
