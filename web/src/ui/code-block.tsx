// Code as it is, with a button that copies it; and the output of a command, in a box of its own.
import { Check, Copy } from "lucide-react";
import { iconButtonLook } from "./button-look.ts";
import { CopySaid, useCopy } from "./copy-text.tsx";
import { LongText } from "./long-text.tsx";

export interface CodeBlockProps {
  readonly code: string;
  readonly language?: string;
}

export function CodeBlock({ code, language }: CodeBlockProps) {
  const { state, copy } = useCopy(code);
  return (
    <div className="group relative min-w-0 overflow-hidden rounded-lg border border-line bg-sunken">
      <div className="flex h-8 items-center justify-between gap-2 border-b border-line pr-1 pl-3 text-xs text-muted max-desk:h-11">
        <span className="font-mono">{language ?? "text"}</span>
        <span className="flex items-center gap-1.5">
          <CopySaid state={state} />
          <button
            type="button"
            aria-label="Copy code"
            title="Copy code"
            onClick={copy}
            className={iconButtonLook({ size: "sm" })}
          >
            {state === "copied" ? <Check size={13} className="text-good" /> : <Copy size={13} />}
          </button>
        </span>
      </div>
      {/* Can be scrolled sideways, so the keyboard must be able to get in. */}
      <pre tabIndex={0} className="scroll-area focus-inset px-3 py-2.5 font-mono text-sm text-body">
        <code>{code}</code>
      </pre>
    </div>
  );
}

/** How much of an output is drawn; what is before it is named, not shown. */
const OUTPUT_LINES_MAX = 400;

export interface OutputBlockProps {
  readonly text: string;
  /** Whose output: "npm test". */
  readonly label: string;
  /** Only the last so many lines are drawn. */
  readonly linesMax?: number;
}

export function OutputBlock({ text, label, linesMax = OUTPUT_LINES_MAX }: OutputBlockProps) {
  const lines = text.replace(/\n$/, "").split("\n");
  const hiddenCount = Math.max(0, lines.length - linesMax);
  return (
    <div
      role="region"
      aria-label={`Output of ${label}`}
      tabIndex={0}
      className="scroll-area focus-inset max-h-80 rounded-lg border border-line bg-sunken px-3 py-2"
    >
      {hiddenCount > 0 && <p className="pb-1 text-sm text-muted">{hiddenCount} lines before are not shown</p>}
      <pre className="font-mono text-sm break-words whitespace-pre-wrap text-body">
        <LongText text={lines.slice(hiddenCount).join("\n")} />
      </pre>
    </div>
  );
}
