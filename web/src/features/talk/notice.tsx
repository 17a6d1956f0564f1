// What happened, in one line; and where a worker waits for the user, what can be done about it.
import { clsx } from "clsx";
import { CircleCheck, CircleX, Dot, TriangleAlert } from "lucide-react";
import { memo } from "react";
import type { BoardRow, ItemRow } from "../../../../src/wire/rows.ts";
import { useBoardRow, useLocalTime, useTicket } from "../../feed/hooks.ts";
import { Button } from "../../ui/button.tsx";
import { Age } from "../../ui/time.tsx";
import { TEXT_OF } from "../../ui/tone.ts";
import { Row } from "./row.tsx";
import { Trouble } from "./trouble.tsx";
import { TextBack } from "./text-back.tsx";
import { useCardText, useTalk } from "./talk-context.tsx";
import { UndoButton } from "./undo-button.tsx";
import { useAct } from "./use-act.ts";
import { useUndo } from "./use-undo.ts";
import { SEVERITY_OF, workerName } from "./words.ts";

type NoticeItem = Extract<ItemRow, { kind: "notice" }>;

const ICONS = { info: Dot, success: CircleCheck, warning: TriangleAlert, error: CircleX } as const;

export interface NoticeProps {
  readonly item: NoticeItem;
  readonly isLastWarning: boolean;
  readonly isLast: boolean;
}

export const Notice = memo(function Notice({ item, isLastWarning, isLast }: NoticeProps) {
  const Icon = ICONS[item.level];
  const local = useLocalTime();
  const tone = TEXT_OF[SEVERITY_OF[item.level]];
  return (
    <Row
      mark={
        <span className="flex h-5 items-center">
          <Icon
            aria-hidden
            size={item.level === "info" ? 18 : 14}
            className={item.level === "info" ? "text-faint" : tone}
          />
        </span>
      }
    >
      <div className="flex min-w-0 items-baseline gap-3">
        <p
          className={clsx(
            "min-w-0 flex-1 text-base break-words whitespace-pre-line",
            item.level === "info" ? "text-muted" : item.level === "success" ? "text-body" : "text-strong",
          )}
        >
          {item.level !== "info" && (
            <>
              <Icon aria-hidden size={13} className={clsx("mr-1.5 -mt-0.5 inline desk:hidden", tone)} />
              <span className="sr-only">{`${LEVEL_WORD[item.level]}: `}</span>
            </>
          )}
          {item.text}
        </p>
        <span className="shrink-0 text-xs text-faint">
          <Age at={local(item.at)} />
        </span>
      </div>
      {isLast && item.ticket !== null && <TakeBack ticket={item.ticket} />}
      {isLastWarning && item.ticket !== null && <Waiting ticket={item.ticket} />}
    </Row>
  );
});

const LEVEL_WORD = { success: "Done", warning: "Warning", error: "Error" } as const;

/** The card with the same button may be far up by now, and ten seconds are short. */
function TakeBack({ ticket }: { readonly ticket: string }) {
  const act = useAct();
  const undo = useUndo(useTicket(ticket), act);
  if (undo === null) return <Trouble text={act.trouble} />;
  return (
    <div className="mt-0.5 -ml-2">
      <UndoButton undo={undo} isBusy={act.busy !== null} />
      <Trouble text={act.trouble} />
    </div>
  );
}

function Waiting({ ticket }: { readonly ticket: string }) {
  const row = useBoardRow(ticket);
  if (row === null || row.run === null || row.worker === null) return null;
  if (row.word !== "needs-you" && row.word !== "conflict") return null;
  return <WaitingActs row={row} run={row.run} worker={row.worker} />;
}

interface WaitingActsProps {
  readonly row: BoardRow;
  readonly run: string;
  readonly worker: string;
}

function WaitingActs({ row, run, worker }: WaitingActsProps) {
  const { onOpenWorker } = useTalk();
  const act = useAct();
  const [text, setText] = useCardText(`message ${run}`);
  const name = workerName(worker);
  // It goes on with the answer to what it asks, and with nothing else.
  const isAsking = row.asks?.some(({ isExpired }) => !isExpired) ?? false;
  return (
    <div className="mt-1.5">
      {text !== null ? (
        <TextBack
          label={`Message to ${name}`}
          placeholder={`What should ${name} do?`}
          sendLabel="Send"
          isBusy={act.busy === "send-message"}
          text={text}
          onChange={setText}
          onCancel={() => setText(null)}
          onSend={(said) => {
            void act.run("send-message", { worker, text: said }).then((reply) => {
              if (reply.kind === "accepted") setText(null);
            });
          }}
        />
      ) : (
        <div className="flex flex-wrap gap-1.5">
          <Button size="sm" onClick={() => setText("")}>
            Answer {name}
          </Button>
          {row.word === "needs-you" && !isAsking && (
            <Button
              size="sm"
              isBusy={act.busy === "try-again"}
              onClick={() => void act.run("try-again", { worker })}
            >
              Go on
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={() => onOpenWorker(run)}>
            Open {name}
          </Button>
        </div>
      )}
      <Trouble text={act.trouble} />
    </div>
  );
}
