// What was said: by the user, by the orchestrator, by a worker.
import { clsx } from "clsx";
import { Check, Clock, Copy } from "lucide-react";
import { memo, useDeferredValue } from "react";
import type { ItemRow } from "../../../../src/wire/rows.ts";
import { useLocalTime } from "../../feed/hooks.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { useCopy } from "../../ui/copy-text.tsx";
import { Age } from "../../ui/time.tsx";
import type { EntryBody } from "./entries.ts";
import { FencedText } from "./fenced-text.tsx";
import { FoldLong } from "./fold-long.tsx";
import { JarvisMark, WorkerMark } from "./jarvis-mark.tsx";
import { Row } from "./row.tsx";
import { useTalk } from "./talk-context.tsx";
import { spokenBy, workerName } from "./words.ts";

/** Longer than any answer is meant to be: of ten thousand lines nobody would find the end. */
const ANSWER_HEIGHT_MAX_PX = 6_000;
/** Some twenty lines. */
const USER_HEIGHT_MAX_PX = 440;
/** Eight lines. */
const REPORT_HEIGHT_MAX_PX = 176;

type UserEntry = Extract<EntryBody, { kind: "user" }>;

export const UserMessage = memo(function UserMessage({ text, at, state }: Omit<UserEntry, "kind">) {
  const local = useLocalTime();
  return (
    <Row name={spokenBy("You", local(at))}>
      <div className="flex flex-col items-end">
        <div
          className={clsx(
            "max-w-[85%] min-w-0 rounded-xl rounded-br-sm bg-active px-3.5 py-2 text-strong max-desk:max-w-[92%]",
            state !== "said" && "opacity-70",
          )}
        >
          <span className="sr-only">You: </span>
          <FoldLong heightMaxPx={USER_HEIGHT_MAX_PX} label="message">
            <FencedText text={text} />
          </FoldLong>
        </div>
        {state !== "said" && (
          <p className="mt-1 flex items-center gap-1 pr-1 text-xs text-muted">
            <Clock aria-hidden size={11} />
            {state === "sending" ? "Sending" : "Waits for the running turn"}
          </p>
        )}
      </div>
    </Row>
  );
});

type AnswerEntry = Extract<EntryBody, { kind: "answer" }>;

export const Answer = memo(function Answer({ text, at, about }: Omit<AnswerEntry, "kind">) {
  // While it is written, a long answer may be drawn a frame later rather than hold up the keys.
  const shown = useDeferredValue(text);
  const isStreaming = at === null;
  const local = useLocalTime();
  const who = about === null ? "JARVIS" : `JARVIS about ${about}`;
  return (
    <Row
      name={spokenBy(who, at === null ? null : local(at))}
      mark={<JarvisMark isActive={isStreaming} />}
      className="group"
    >
      <div className="flex min-h-5.5 items-center gap-2 text-sm text-muted">
        <span className="font-semibold text-strong">JARVIS</span>
        {about !== null && <span>about {about}</span>}
        {at !== null && <AnswerEnd text={text} at={at} />}
      </div>
      <div className="mt-0.5" aria-busy={isStreaming}>
        <FoldLong heightMaxPx={ANSWER_HEIGHT_MAX_PX} label="answer">
          <Markdown text={isStreaming ? shown : text} isStreaming={isStreaming} />
        </FoldLong>
      </div>
    </Row>
  );
});

function AnswerEnd({ text, at }: { readonly text: string; readonly at: number }) {
  const { state, copy } = useCopy(text);
  const local = useLocalTime();
  return (
    <span className="ml-auto flex items-center gap-1 text-xs text-faint opacity-0 transition-opacity duration-100 group-focus-within:opacity-100 group-hover:opacity-100 max-desk:opacity-100">
      <Age at={local(at)} />
      <IconButton
        size="sm"
        label={state === "copied" ? "Copied" : "Copy answer"}
        icon={state === "copied" ? <Check size={12} className="text-good" /> : <Copy size={12} />}
        onClick={copy}
        className="max-desk:-my-3 max-desk:-mr-3"
      />
    </span>
  );
}

export function Thinking({ doing }: { readonly doing: string }) {
  return (
    <Row mark={<JarvisMark isActive />}>
      <div className="flex min-h-5.5 items-center gap-2 text-sm text-muted">
        <span className="font-semibold text-strong">JARVIS</span>
        <span>{doing === "" ? "Thinking" : doing}…</span>
      </div>
    </Row>
  );
}

export const Report = memo(function Report({
  item,
}: {
  readonly item: Extract<ItemRow, { kind: "report" }>;
}) {
  const { onOpenWorker } = useTalk();
  const local = useLocalTime();
  const name = workerName(item.worker);
  return (
    <Row name={spokenBy(`${name} reports`, local(item.at))} mark={<WorkerMark worker={item.worker} />}>
      <div className="rounded-lg rounded-tl-sm border border-line bg-sunken">
        <div className="flex min-h-8 items-center gap-2 px-3.5 pt-1.5 text-sm text-muted">
          <button
            type="button"
            onClick={() => onOpenWorker(item.run)}
            className="rounded-sm font-semibold text-review hover:underline max-desk:min-h-11"
          >
            {name} reports
          </button>
          <span className="font-mono text-xs">{item.ticket}</span>
          <span className="truncate text-faint max-desk:hidden">its own words, not checked</span>
          <span className="ml-auto text-xs text-faint">
            <Age at={local(item.at)} />
          </span>
        </div>
        <div className="px-3.5 pt-0.5 pb-2.5">
          <FoldLong heightMaxPx={REPORT_HEIGHT_MAX_PX} label={`report of ${name}`}>
            {/* A single line break means a line break: agents write so, whatever Markdown says. */}
            <div className="keeps-lines">
              <Markdown text={item.text} />
            </div>
          </FoldLong>
        </div>
      </div>
    </Row>
  );
});
