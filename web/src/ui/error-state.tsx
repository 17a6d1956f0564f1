// Where something should be and is not: what happened, what to do, and what was found.
import { CircleX } from "lucide-react";
import type { ReactNode } from "react";

export interface ErrorStateProps {
  /** One sentence: "The diff could not be read." */
  readonly what: string;
  /** One sentence: "Check that the daemon runs, then try again." */
  readonly todo: string;
  /** The machine's own words. */
  readonly detail?: string;
  readonly action?: ReactNode;
}

export function ErrorState({ what, todo, detail, action }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className="flex min-h-48 flex-col items-center justify-center gap-1.5 px-6 py-10 text-center"
    >
      <CircleX aria-hidden size={20} className="mb-1 text-danger" />
      <p className="text-md font-medium text-strong">{what}</p>
      <p className="max-w-md text-pretty text-muted">{todo}</p>
      {detail !== undefined && (
        <pre className="scroll-area mt-2 max-h-32 max-w-full rounded-md bg-sunken px-3 py-2 text-left font-mono text-sm whitespace-pre-wrap text-body">
          {detail}
        </pre>
      )}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
