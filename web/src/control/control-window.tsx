// The window of each control: what it asks before something is done with a worker, a budget or a branch.
import type { BoardRow } from "../../../src/wire/rows.ts";
import type { Feed } from "../feed/feed.ts";
import { Confirm } from "../ui/confirm.tsx";
import { showToast } from "../ui/toast.tsx";
import { useState } from "react";
import { nameOf } from "./offers.ts";
import { RaiseDialog } from "./raise-dialog.tsx";
import { RunDialog, type RunProgram } from "./run-dialog.tsx";
import { WordsDialog } from "./words-dialog.tsx";

export type ControlAsked =
  | {
      readonly kind: "interrupt" | "take-over" | "give-back" | "retry" | "raise" | "run";
      readonly row: BoardRow;
    }
  | { readonly kind: "raise-today" | "raise-project" | "adopt" };

export interface ControlWindowProps {
  readonly asked: ControlAsked;
  readonly run: Feed["run"];
  readonly runProgram: RunProgram;
  readonly onClose: () => void;
}

export function ControlWindow(props: ControlWindowProps) {
  const { asked, run, runProgram, onClose } = props;
  switch (asked.kind) {
    case "interrupt":
      return <Interrupt row={asked.row} run={run} onClose={onClose} />;
    case "take-over":
      return <TakeOver row={asked.row} run={run} onClose={onClose} />;
    case "give-back":
      return <GiveBack row={asked.row} run={run} onClose={onClose} />;
    case "retry":
      return <Retry row={asked.row} run={run} onClose={onClose} />;
    case "raise":
      return <RaiseOf row={asked.row} run={run} onClose={onClose} />;
    case "run":
      return (
        <RunDialog
          name={nameOf(asked.row)}
          worker={workerOf(asked.row)}
          runProgram={runProgram}
          onClose={onClose}
        />
      );
    case "raise-today":
    case "raise-project":
      return (
        <RaiseDialog
          ticket={null}
          subject={asked.kind === "raise-today" ? "today" : "project"}
          state={null}
          measure="costUsd"
          run={run}
          onClose={onClose}
        />
      );
    case "adopt":
      return <Adopt run={run} onClose={onClose} />;
    default:
      return asked satisfies never;
  }
}

interface RowWindowProps {
  readonly row: BoardRow;
  readonly run: Feed["run"];
  readonly onClose: () => void;
}

function Interrupt({ row, run, onClose }: RowWindowProps) {
  const name = nameOf(row);
  return (
    <WordsDialog
      title={`Interrupt ${name}`}
      about="Its running turn ends; process, session and work stay."
      label="Message"
      hint="It goes on at once with these words; without any it waits for yours."
      verb="Interrupt"
      send={({ text }) =>
        run("interrupt-worker", { worker: workerOf(row), ...(text === undefined ? {} : { text }) })
      }
      done={({ text }) => (text === undefined ? `${name} is interrupted` : `${name} goes on with your words`)}
      onClose={onClose}
    />
  );
}

function GiveBack({ row, run, onClose }: RowWindowProps) {
  const name = nameOf(row);
  return (
    <WordsDialog
      title={`Give the worktree back to ${name}`}
      about="It is told what you committed and what you left uncommitted, and goes on in the same session."
      label="Your words to it"
      hint="May be left out."
      choice="Nothing is left to do: check and review what is committed, as it is"
      verb="Give back"
      send={({ text, isChosen }) =>
        run("give-back", {
          worker: workerOf(row),
          isDone: isChosen,
          ...(text === undefined ? {} : { text }),
        })
      }
      done={({ isChosen }) =>
        isChosen ? "What you did is checked and reviewed" : `${name} goes on as soon as a worker may start`
      }
      onClose={onClose}
    />
  );
}

function Retry({ row, run, onClose }: RowWindowProps) {
  return (
    <WordsDialog
      title={`Retry ${row.ticket} with a new run?`}
      about={`${nameOf(row)} ends and what it made is kept. A new worker starts from the target, and is told what happened before.`}
      label="Why"
      hint="For the new worker and the record. May be left out."
      choice="Begin with the commits that this run reported"
      verb="Retry"
      isDanger
      send={({ text, isChosen }) =>
        run("retry-ticket", {
          ticket: row.ticket,
          fromWork: isChosen,
          ...(text === undefined ? {} : { reason: text }),
        })
      }
      done={() => `${row.ticket} is queued for a new run`}
      onClose={onClose}
    />
  );
}

function Adopt({ run, onClose }: Omit<RowWindowProps, "row">) {
  return (
    <WordsDialog
      title="Adopt a branch"
      about="Work of your own becomes the draft of a ticket; the branch itself stays as it is."
      nameLabel="Branch, or absolute path of a worktree"
      label="What a worker shall do with it"
      hint="Without words it is checked and reviewed as it is."
      choice="With a copy of the worktree's uncommitted files"
      verb="Adopt"
      send={({ name, text, isChosen }) =>
        run("adopt", { name, withUncommitted: isChosen, ...(text === undefined ? {} : { message: text }) })
      }
      done={(_said, told) => told}
      onClose={onClose}
    />
  );
}

function TakeOver({ row, run, onClose }: RowWindowProps) {
  const [isBusy, setIsBusy] = useState(false);
  const name = nameOf(row);
  const takeOver = async () => {
    setIsBusy(true);
    const reply = await run("take-over", { worker: workerOf(row) });
    if (reply.kind === "accepted")
      showToast({
        title: `The worktree of ${name} is yours`,
        text: "Its path stands on its row.",
        severity: "good",
      });
    else showToast({ title: `${name} is not taken over`, text: reply.message, severity: "danger" });
    onClose();
  };
  return (
    <Confirm
      isOpen
      title={`Take ${name} over by hand?`}
      confirmLabel="Take over"
      isBusy={isBusy}
      onConfirm={() => void takeOver()}
      onCancel={onClose}
    >
      Its agent ends, and nothing of JARVIS writes in its worktree until you give it back. Session, worktree
      and branch stay.
    </Confirm>
  );
}

const MEASURE_OF = {
  costUsd: "costUsd",
  runningMs: "minutes",
  turnCount: "turns",
  tokens: "tokens",
} as const;

function RaiseOf({ row, run, onClose }: RowWindowProps) {
  const over = row.budget?.over ?? null;
  return (
    <RaiseDialog
      ticket={row.ticket}
      subject={heldBy(row)}
      state={over?.text ?? null}
      measure={MEASURE_OF[over?.measure ?? "costUsd"]}
      run={run}
      onClose={onClose}
    />
  );
}

/** Whose budget is to be raised, most likely: the one that is used up. What is queued is held back by all runs together. */
function heldBy({ ticket, budget }: BoardRow): string {
  const scope = budget?.over?.scope;
  if (scope === "day" || (scope === undefined && budget?.isWaiting === true)) return "today";
  return scope === "project" ? "project" : ticket;
}

function workerOf({ worker, ticket }: BoardRow): string {
  return worker ?? ticket;
}
