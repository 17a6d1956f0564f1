// Comments on lines that are collected until they are sent to the worker, all in one message.
import { useState } from "react";
import type { DiffPlace } from "../../ui/diff-patch.ts";

export interface Comment extends DiffPlace {
  readonly id: string;
  readonly text: string;
}

/** What has been written about a run and not been sent. */
export interface Draft {
  readonly comments: readonly Comment[];
  /** About the whole. */
  readonly note: string;
}

const NOTHING: Draft = { comments: [], note: "" };
/** Runs of which drafts are kept while the page is open. */
const DRAFTS_MAX = 50;

/** By run, so that going to look elsewhere loses nothing. */
const drafts = new Map<string, Draft>();

export function useDraft(run: string): readonly [Draft, (next: Draft) => void] {
  const [state, setState] = useState({ run, draft: drafts.get(run) ?? NOTHING });
  const draft = state.run === run ? state.draft : (drafts.get(run) ?? NOTHING);
  const keep = (next: Draft) => {
    drafts.delete(run);
    if (next.comments.length > 0 || next.note !== "") drafts.set(run, next);
    const oldest = drafts.size > DRAFTS_MAX ? drafts.keys().next().value : undefined;
    if (oldest !== undefined) drafts.delete(oldest);
    setState({ run, draft: next });
  };
  return [draft, keep];
}

/** The note first, then each comment under its place; empty when nothing was written. */
export function messageOf({ note, comments }: Draft): string {
  const parts = comments.map(
    ({ path, side, line, text }) =>
      `${path}:${line}${side === "old" ? " (before the change)" : ""}\n${text.trim()}`,
  );
  return [note.trim(), ...parts].filter((part) => part !== "").join("\n\n");
}

/** "Send 2 comments to Worker 2", "Send back to Worker 2". */
export function sendLabel({ comments }: Draft, worker: string): string {
  if (comments.length === 0) return `Send back to ${worker}`;
  return `Send ${comments.length} ${comments.length === 1 ? "comment" : "comments"} to ${worker}`;
}
