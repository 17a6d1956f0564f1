// What speaks for and against a run: its checks, each criterion, what the reviewer found, and the worker's own words.
import { clsx } from "clsx";
import { Check, CircleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import { Badge } from "../../ui/badge.tsx";
import { OutputBlock } from "../../ui/code-block.tsx";
import { Collapsible } from "../../ui/collapsible.tsx";
import { InlineCode } from "../../ui/inline-code.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { formatDuration } from "../../ui/time.tsx";
import { COLOR_LOOK, placeOf } from "./words.ts";

export interface EvidenceProps {
  readonly review: ReviewRow;
  /** Shows a file in the diff. */
  readonly onShow: (path: string) => void;
}

export function Evidence({ review, onShow }: EvidenceProps) {
  const { checks, criteria, findings, opinion, report } = review;
  const metCount = criteria.filter(({ isMet }) => isMet).length;
  return (
    <>
      <Part title="Checks" meta={review.color === null ? "not run yet" : <ColorWord color={review.color} />}>
        {checks.length === 0 && review.color === "unverified" && (
          <p className="text-muted">No check is configured: nothing has proved this work.</p>
        )}
        {checks.map((check) => (
          <CheckLine key={check.command} check={check} />
        ))}
      </Part>
      {criteria.length > 0 && (
        <Part title="Criteria" meta={`${metCount} of ${criteria.length} met`}>
          <ul className="flex flex-col gap-1.5">
            {criteria.map(({ criterion, isMet, where }) => (
              <li key={criterion} className="flex gap-2">
                {isMet ? (
                  <Check aria-label="Met" size={14} className="mt-0.75 shrink-0 text-good" />
                ) : (
                  <X aria-label="Not met" size={14} className="mt-0.75 shrink-0 text-danger" />
                )}
                <span className="min-w-0">
                  <bdi>
                    <InlineCode text={criterion} />
                  </bdi>
                  {!isMet && <span className="font-medium text-danger"> not met</span>}{" "}
                  {where !== "" && <Where where={where} onShow={onShow} />}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {opinion !== null && (
        <Part
          title="Findings"
          meta={opinion === "accept" ? "the review accepts" : "the review asks for changes"}
        >
          {findings.length === 0 ? (
            <p className="text-muted">None.</p>
          ) : (
            <ul className="flex flex-col gap-2">
              {findings.map(({ file, line, text }) => (
                <li key={`${file}:${line} ${text}`} className="flex gap-2">
                  <CircleAlert aria-hidden size={14} className="mt-0.75 shrink-0 text-warn" />
                  <span className="min-w-0">
                    <bdi>
                      <InlineCode text={text} />
                    </bdi>{" "}
                    {file !== "" && <Where where={line > 0 ? `${file}:${line}` : file} onShow={onShow} />}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Part>
      )}
      {report !== "" && (
        <Part
          title="The worker's report"
          meta={<Badge title="What a worker says of itself proves nothing.">a claim</Badge>}
        >
          {/* A single line break means a line break: agents write so, whatever Markdown says. */}
          <div className="keeps-lines">
            <Markdown text={report} />
          </div>
        </Part>
      )}
    </>
  );
}

export interface PartProps {
  readonly title: string;
  readonly meta?: ReactNode;
  readonly children: ReactNode;
}

export function Part({ title, meta, children }: PartProps) {
  return (
    <section aria-label={title} className="border-b border-line px-4 py-3 last:border-b-0">
      <header className="mb-1.5 flex items-center justify-between gap-3">
        <h2 className="font-semibold text-strong">{title}</h2>
        {meta !== undefined && <span className="min-w-0 truncate text-sm text-muted">{meta}</span>}
      </header>
      {children}
    </section>
  );
}

function ColorWord({ color }: { readonly color: NonNullable<ReviewRow["color"]> }) {
  const { tone, word } = COLOR_LOOK[color];
  return <StatusWord size="sm" tone={tone} word={word} />;
}

function CheckLine({ check }: { readonly check: ReviewRow["checks"][number] }) {
  const { command, color, exitCode, durationMs, output } = check;
  return (
    <Collapsible
      defaultOpen={color === "red"}
      label={<code className="font-mono text-sm">{command}</code>}
      meta={
        <span className="flex items-center gap-2">
          <ColorWord color={color} />
          <span className="tnum">{formatDuration(durationMs)}</span>
        </span>
      }
    >
      <div className="pt-1 pb-2 pl-6">
        <p className="mb-1 text-sm text-muted">{exitText(color, exitCode)}</p>
        {output === "" ? (
          <p className="text-sm text-faint">It printed nothing.</p>
        ) : (
          <OutputBlock text={output} label={command} />
        )}
      </div>
    </Collapsible>
  );
}

function exitText(color: ReviewRow["checks"][number]["color"], exitCode: number | null): string {
  const exit = exitCode === null ? "Ended by a signal" : `Exit status ${exitCode}`;
  return color === "already-red"
    ? `${exit}. It fails on the target without this work, too, so it does not block.`
    : `${exit}.`;
}

function Where({ where, onShow }: { readonly where: string; readonly onShow: (path: string) => void }) {
  return (
    <button
      type="button"
      onClick={() => onShow(placeOf(where).path)}
      className={clsx("rounded-sm font-mono text-sm break-all text-accent hover:underline max-desk:min-h-6")}
    >
      {where}
    </button>
  );
}
