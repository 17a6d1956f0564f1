// One worker: what it does call by call, what it has changed, what was asked of it, and a word to it.
import { clsx } from "clsx";
import { Bot } from "lucide-react";
import { type ComponentType, useRef, useState } from "react";
import type { Diff, TicketDetail } from "../../../../src/wire/reads.ts";
import type { BoardRow, ReviewRow, TicketRow } from "../../../../src/wire/rows.ts";
import type { RunProgram } from "../../control/run-dialog.tsx";
import type { Feed } from "../../feed/feed.ts";
import type { ReadReply } from "../../feed/request.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { type ShortcutHelp, useShortcutHelp } from "../../ui/keyboard-help.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import { Loading } from "../../ui/skeleton.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { showToast } from "../../ui/toast.tsx";
import { AgentRecord, type TimelineProps } from "./agent-record.tsx";
import { ChangesView } from "./changes-view.tsx";
import { FactsView } from "./facts-view.tsx";
import { SteerBox } from "./steer-box.tsx";
import { TicketView } from "./ticket-view.tsx";
import { CONTROL_HELP, ControlsMenu, useControls } from "./worker-controls.tsx";
import { WorkerHead } from "./worker-head.tsx";
import { WorkerNotes } from "./worker-notes.tsx";
import { canTryAgain, isLive, workerName } from "./words.ts";

const HELP: readonly ShortcutHelp[] = [
  { keys: "m", does: "Message the worker" },
  { keys: "d", does: "Review its changes" },
  { keys: "r", does: "Try again, when it needs you" },
  ...CONTROL_HELP,
  { keys: "s", does: "Stop it; its work is kept" },
  { keys: "Escape", does: "Back to the fleet" },
];

export interface WorkerWays {
  readonly onOpenFleet: () => void;
  readonly onOpenWorker: (run: string) => void;
  readonly onOpenReview: (ticket: string) => void;
}

export interface WorkerViewProps extends WorkerWays {
  readonly run: string;
  readonly project: string;
  /** The board's row of the ticket; its run is the ticket's latest, which may be another. */
  readonly board: BoardRow | null;
  readonly ticket: TicketRow | null;
  readonly review: ReviewRow | null;
  readonly model: string | null;
  /** `opening`: nothing is known yet; `reconnecting`: what is shown is from before. */
  readonly connection: "live" | "opening" | "reconnecting";
  readonly command: Feed["run"];
  readonly runProgram: RunProgram;
  readonly readDiff: () => Promise<ReadReply<Diff>>;
  readonly readTicket: () => Promise<ReadReply<TicketDetail>>;
  /** The record of an agent, live. */
  readonly Timeline: ComponentType<TimelineProps>;
}

export function WorkerView(props: WorkerViewProps) {
  const { run, board, connection } = props;
  if (board === null && connection === "opening") return <Loading label={`Opening ${run}`} />;
  if (board === null || board.run === null)
    return (
      <EmptyState
        title={`There is no run ${run}`}
        icon={<Bot size={18} />}
        action={<Button onClick={props.onOpenFleet}>See the fleet</Button>}
      >
        The fleet shows those that are.
      </EmptyState>
    );
  return <KnownWorker key={run} {...props} board={board} />;
}

function KnownWorker(props: WorkerViewProps & { readonly board: BoardRow }) {
  const { run, board, ticket, review, connection, command } = props;
  const row = board.run === run ? board : null;
  const [tab, setTab] = useState("timeline");
  const [isStopAsked, setIsStopAsked] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const name = workerName(row, run);
  const message = () => field.current?.focus();
  const openReview = () => props.onOpenReview(board.ticket);
  const tryAgain = () => {
    if (row !== null && canTryAgain(row))
      void tellRefusal(command("try-again", { worker: row.worker ?? run }));
  };
  const askToStop = () => {
    if (row !== null && isLive(row)) setIsStopAsked(true);
  };
  const controls = useControls({
    row,
    command,
    runProgram: props.runProgram,
    tell: (asked) => void tellRefusal(asked),
  });
  useShortcuts({
    m: { run: message },
    d: { run: openReview },
    r: { run: tryAgain },
    s: { run: askToStop },
    Escape: { run: props.onOpenFleet },
  });
  useShortcutHelp("Worker", HELP);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <WorkerHead
        run={run}
        row={row}
        hasReview={row !== null && review !== null}
        onBack={props.onOpenFleet}
        onMessage={message}
        onReview={openReview}
        onStop={askToStop}
        more={row !== null && <ControlsMenu row={row} items={controls.items} />}
      />
      <WorkerNotes
        board={board}
        row={row}
        onMessage={message}
        onTryAgain={tryAgain}
        controls={controls}
        onOpenWorker={props.onOpenWorker}
      />
      <div className={clsx("flex min-h-0 flex-1 flex-col", connection === "reconnecting" && "grayscale")}>
        <Tabs
          label={`Views of ${name}`}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: "timeline", label: "Timeline" },
            { id: "changes", label: "Changes", ...(row !== null && { count: row.fileCount }) },
            { id: "ticket", label: "Ticket" },
            { id: "info", label: "Info" },
          ]}
        >
          <TabPanel id="timeline">
            <AgentRecord run={run} Timeline={props.Timeline} />
          </TabPanel>
          <TabPanel id="changes">
            <ChangesView run={run} row={row} version={versionOf(row, review)} read={props.readDiff} />
          </TabPanel>
          <TabPanel id="ticket">
            <TicketView ticket={ticket} name={board.ticket} read={props.readTicket} />
          </TabPanel>
          <TabPanel id="info">
            <FactsView run={run} row={row} ticket={ticket} project={props.project} model={props.model} />
          </TabPanel>
        </Tabs>
      </div>
      <SteerBox run={run} row={row} command={command} field={field} />
      {controls.window}
      <Confirm
        isOpen={isStopAsked}
        isDanger
        title={`Stop ${name}?`}
        confirmLabel="Stop worker"
        onConfirm={() => {
          setIsStopAsked(false);
          void tellRefusal(command("stop-worker", { worker: row?.worker ?? run }));
        }}
        onCancel={() => setIsStopAsked(false)}
      >
        Its agent ends. What it has done is kept, and {board.ticket} becomes a draft again.
      </Confirm>
    </div>
  );
}

/** The diff of a run changes only with these. */
function versionOf(row: BoardRow | null, review: ReviewRow | null): string {
  return `${review?.head ?? ""} ${row?.lastCommit ?? ""} ${row?.word ?? ""}`;
}

/** What was done shows in the rows that follow; what was not is said. */
async function tellRefusal(asked: ReturnType<Feed["run"]>): Promise<void> {
  const reply = await asked;
  if (reply.kind === "refused")
    showToast({ title: "That was not done", text: reply.message, severity: "danger" });
}
