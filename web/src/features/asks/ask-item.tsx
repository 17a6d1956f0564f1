// One thing that a worker asks: what exactly, until when, and the answers that it can be given.
import { useState } from "react";
import type { CommandInput } from "../../../../src/wire/commands.ts";
import type { AskRow } from "../../../../src/wire/ask-row.ts";
import type { BoardRow } from "../../../../src/wire/rows.ts";
import type { Feed } from "../../feed/feed.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "../../ui/card.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { QuestionForm } from "./question-form.tsx";
import { fateOf, headOf } from "./words.ts";

export interface AskItemProps {
  readonly row: BoardRow;
  /** With instants of this browser's clock. */
  readonly ask: AskRow;
  readonly command: Feed["run"];
}

export type Choice = CommandInput<"answer-worker">["choice"];

export function AskItem({ row, ask, command }: AskItemProps) {
  const [state, setState] = useState<{ readonly busy: Choice | null; readonly trouble: string | null }>({
    busy: null,
    trouble: null,
  });
  const answer = async (choice: Choice, text = "") => {
    if (state.busy !== null) return;
    setState({ busy: choice, trouble: null });
    const reply = await command("answer-worker", { worker: row.run ?? "", ask: ask.n, choice, text });
    // What was answered leaves the page by itself.
    setState({ busy: null, trouble: reply.kind === "refused" ? reply.message : null });
  };
  const head = headOf(row, ask);
  return (
    <Card
      as="article"
      tone="needs-you"
      aria-label={`${head}, ${row.ticket}, number ${ask.n}`}
      className="shrink-0"
    >
      <CardHeader title={head} level={2} meta={`${row.ticket} · ${row.title}`} />
      <CardBody className="flex flex-col gap-2">
        {ask.kind === "question" ? (
          <QuestionForm
            ask={ask}
            isBusy={state.busy === "words"}
            onAnswer={(text) => void answer("words", text)}
          />
        ) : (
          <CodeBlock code={ask.subject} language={ask.tool} />
        )}
        {ask.detail !== "" && <p className="text-sm break-words text-muted">{ask.detail}</p>}
        {state.trouble !== null && (
          <p role="alert" className="text-sm text-danger">
            {state.trouble}
          </p>
        )}
      </CardBody>
      <CardFooter note={fateOf(ask)}>
        <Button size="sm" isBusy={state.busy === "deny"} onClick={() => void answer("deny")}>
          {ask.isExpired ? "Dismiss" : ask.kind === "question" ? "Go on without an answer" : "Deny"}
        </Button>
        {ask.kind === "permission" && (
          <Button size="sm" isBusy={state.busy === "ticket"} onClick={() => void answer("ticket")}>
            Allow for this ticket
          </Button>
        )}
        {ask.kind === "permission" && !ask.isExpired && (
          <Button size="sm" isBusy={state.busy === "once"} onClick={() => void answer("once")}>
            Allow once
          </Button>
        )}
      </CardFooter>
    </Card>
  );
}
