// A run that no longer merges: which files, and the ways on.
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Part } from "./evidence.tsx";
import { rebaseText, workerName } from "./words.ts";

export interface ConflictProps {
  readonly review: ReviewRow;
  /** Where it lands. */
  readonly target: string;
  /** Puts words into the message, to be read before they are sent. */
  readonly onWrite: (text: string) => void;
}

export function Conflict({ review, target, onWrite }: ConflictProps) {
  const { conflictFiles, worker } = review;
  return (
    <Part title="Conflict" meta={conflictFiles.length === 1 ? "1 file" : `${conflictFiles.length} files`}>
      <p className="text-body">
        Something landed on <code className="font-mono text-sm">{target}</code> that changes the same lines.
        Nothing was changed on either side.
      </p>
      <ul className="my-2 rounded-md bg-sunken px-3 py-2">
        {conflictFiles.map((file) => (
          <li key={file} className="font-mono text-sm break-all text-strong">
            <bdi>{file}</bdi>
          </li>
        ))}
      </ul>
      <p className="mb-2 text-muted">
        {workerName(worker)} knows best what it meant: ask it to rebase. Or say below what to do, or stop it;
        its work is kept.
      </p>
      <Button size="sm" onClick={() => onWrite(rebaseText(conflictFiles, target))}>
        Write “rebase” for {workerName(worker)}
      </Button>
    </Part>
  );
}
