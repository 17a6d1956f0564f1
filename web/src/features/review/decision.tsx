// What the user says of a run: land it, or send it back with comments.
import { X } from "lucide-react";
import type { Ref } from "react";
import type { ReviewRow } from "../../../../src/wire/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { type Draft, messageOf, sendLabel } from "./comments.ts";
import { Part } from "./evidence.tsx";
import { obstacleOf, workerName } from "./words.ts";

export interface CommentListProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly onShow: (path: string) => void;
}

/** The comments on lines that wait to be sent. */
export function CommentList({ draft, onDraft, onShow }: CommentListProps) {
  const { comments } = draft;
  if (comments.length === 0) return null;
  return (
    <Part title="Your comments" meta={`${comments.length} not sent`}>
      <ul className="flex flex-col gap-2">
        {comments.map(({ id, path, line, text }) => (
          <li key={id} className="flex items-start gap-2 rounded-md bg-sunken px-3 py-2">
            <div className="min-w-0 flex-1">
              <button
                type="button"
                onClick={() => onShow(path)}
                className="max-w-full truncate rounded-sm font-mono text-sm text-accent hover:underline"
              >
                {path}:{line}
              </button>
              <p className="break-words whitespace-pre-wrap">{text}</p>
            </div>
            <IconButton
              size="sm"
              label={`Remove the comment on ${path}:${line}`}
              icon={<X size={13} />}
              onClick={() => onDraft({ ...draft, comments: comments.filter((one) => one.id !== id) })}
            />
          </li>
        ))}
      </ul>
    </Part>
  );
}

export interface DecisionProps {
  readonly review: ReviewRow;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly field: Ref<HTMLTextAreaElement>;
  /** Why the last act was refused. */
  readonly error: string | undefined;
  readonly busy: "land" | "send" | undefined;
  /** On its way to the target already: how that stands, and the way back while there is one. */
  readonly landing: { readonly text: string; readonly onUndo: (() => void) | null } | null;
  readonly onLand: () => void;
  readonly onSend: () => void;
}

export function Decision(props: DecisionProps) {
  const { review, draft, onDraft, field, busy, landing } = props;
  const worker = workerName(review.worker);
  const obstacle = obstacleOf(review);
  const isUnverified = review.color === "unverified";
  return (
    <section aria-label="Decision" className="shrink-0 border-t border-line bg-surface px-4 py-3">
      <Field label={`Message to ${worker}`} error={props.error}>
        <TextArea
          ref={field}
          rowsMin={2}
          rowsMax={8}
          value={draft.note}
          placeholder="What should be different. Click a line number to comment on a line."
          onChange={(event) => onDraft({ ...draft, note: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      </Field>
      <p className="mt-2 text-sm text-muted" role="status">
        {landing?.text ?? obstacle ?? landText(review)}
      </p>
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        <Button
          keys="Mod+Enter"
          isBusy={busy === "send"}
          disabled={messageOf(draft) === ""}
          onClick={props.onSend}
        >
          {sendLabel(draft, worker)}
        </Button>
        {landing !== null && landing.onUndo !== null && (
          <Button onClick={landing.onUndo}>Undo landing</Button>
        )}
        {landing === null && (
          <Button
            variant={isUnverified ? "danger" : "primary"}
            keys="Shift+M"
            isBusy={busy === "land"}
            disabled={obstacle !== null}
            onClick={props.onLand}
          >
            {isUnverified ? "Land UNVERIFIED" : "Land"}
          </Button>
        )}
      </div>
    </section>
  );
}

function landText({ landsWhenGreen, color, protectedPaths }: ReviewRow): string {
  if (landsWhenGreen) return "It lands by itself: you approved that with the ticket.";
  if (color === "unverified") return "No check has proved it. Its landing says UNVERIFIED for ever.";
  return protectedPaths.length > 0
    ? "It changes protected paths: look at them before it lands."
    : "The exact tree that would land is verified once more before the target moves.";
}
