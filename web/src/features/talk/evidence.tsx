// What proves a run, check by check with its output; and what its reviewer says of it, criterion by criterion.
import { Check, TriangleAlert, X } from "lucide-react";
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import { Collapsible } from "../../ui/collapsible.tsx";
import { OutputBlock } from "../../ui/code-block.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { StatusGlyph, StatusWord } from "../../ui/status-word.tsx";
import { formatDuration } from "../../ui/time.tsx";
import { TEXT_OF } from "../../ui/tone.ts";
import { InlineCode } from "../../ui/inline-code.tsx";
import { keyed } from "../../ui/keyed.ts";
import { CHECK_LOOK, workerName } from "./words.ts";

export function Evidence({ review }: { readonly review: ReviewRow }) {
  const { color, checks, report, worker } = review;
  const look = CHECK_LOOK[color ?? "unverified"];
  return (
    <section>
      <h4 className="mb-0.5 flex items-center gap-2 text-sm font-medium text-muted">
        Checks
        <StatusWord
          tone={look.tone}
          word={look.word}
          size="sm"
          detail={color === "unverified" || color === null ? "no check has proved this" : null}
        />
      </h4>
      <div className="-mx-1.5">
        {keyed(checks, ({ command }) => command).map(({ key, item: check }) => (
          <CheckLine key={key} check={check} />
        ))}
        {report !== "" && (
          <Collapsible label={`${workerName(worker)}'s report`} meta="its own words">
            <div className="px-1.5 pt-1 pb-2">
              <Markdown text={report} />
            </div>
          </Collapsible>
        )}
      </div>
    </section>
  );
}

function CheckLine({ check }: { readonly check: ReviewRow["checks"][number] }) {
  const { tone, word } = CHECK_LOOK[check.color];
  const exit =
    check.exitCode === null ? "no exit status" : check.exitCode === 0 ? "" : `exit ${check.exitCode}`;
  return (
    <Collapsible
      label={
        <span className="flex min-w-0 items-center gap-2">
          <StatusGlyph tone={tone} />
          <code className="min-w-0 truncate font-mono text-sm text-strong">{check.command}</code>
          <span className={`shrink-0 text-sm font-medium ${TEXT_OF[tone]}`}>{word}</span>
        </span>
      }
      meta={
        <span className="tnum">
          {exit === "" ? "" : `${exit} · `}
          {formatDuration(check.durationMs)}
        </span>
      }
    >
      <div className="px-1.5 pt-1 pb-2">
        <OutputBlock
          text={check.output === "" ? "It printed nothing." : check.output}
          label={check.command}
        />
      </div>
    </Collapsible>
  );
}

export function Verdict({ review }: { readonly review: ReviewRow }) {
  const { opinion, criteria, findings } = review;
  if (opinion === null && criteria.length === 0 && findings.length === 0) return null;
  return (
    <section>
      <h4 className="mb-1 flex items-center gap-2 text-sm font-medium text-muted">
        Review
        {opinion !== null && (
          <StatusWord
            tone={opinion === "accept" ? "landed" : "needs-you"}
            word={opinion === "accept" ? "accepts" : "asks for changes"}
            size="sm"
          />
        )}
      </h4>
      <ul className="flex flex-col gap-1">
        {keyed(criteria, ({ criterion }) => criterion).map(({ key, item: { criterion, isMet, where } }) => (
          <li key={key} className="flex items-start gap-2">
            {isMet ? (
              <Check aria-hidden size={14} className="mt-0.75 shrink-0 text-good" />
            ) : (
              <X aria-hidden size={14} className="mt-0.75 shrink-0 text-danger" />
            )}
            <span className="min-w-0 break-words">
              <span className="sr-only">{isMet ? "Met: " : "Not met: "}</span>
              <InlineCode text={criterion} />
              {where !== "" && (
                <code className="ml-2 font-mono text-sm wrap-anywhere text-muted">{where}</code>
              )}
            </span>
          </li>
        ))}
        {keyed(findings, ({ text }) => text).map(({ key, item: { file, line, text } }) => (
          <li key={`finding ${key}`} className="flex items-start gap-2">
            <TriangleAlert aria-hidden size={13} className="mt-0.75 shrink-0 text-warn" />
            <span className="min-w-0 break-words">
              <span className="sr-only">Finding: </span>
              <InlineCode text={text} />
              {file !== "" && (
                <code className="ml-2 font-mono text-sm wrap-anywhere text-muted">
                  {line > 0 ? `${file}:${line}` : file}
                </code>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
