import { heldFor } from "../budget/crossing.ts";
import type { DomainEvent } from "../events.ts";
import { isLandingNow, tooLateToLetGo } from "../landing/due.ts";
import type { ObligationKind } from "../obligation.ts";
import { isReviewParked } from "../account/gate.ts";
import { isOwed } from "../owed.ts";
import { accept, assertNever, refuse, stale, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { RunCommand } from "./commands.ts";
import { answer, expireAsk, observeAsked, observeWithdrawn } from "./answer.ts";
import { isAsking } from "./asks.ts";
import { refused, reviewRefused, tryAccountNow } from "./refused.ts";
import { delivered, imported, lost, checked, reported, reviewed } from "./observe.ts";
import { needsYou, report } from "./report.ts";
import { goOn, pause, resume } from "./pause.ts";
import { interrupt } from "./interrupt.ts";
import { send, sendAll } from "./message.ts";
import { refuseHeld, stoppedAs } from "./over-budget.ts";
import { attentionCleared, queued, tooManyMessages } from "./send-back.ts";
import { giveBack, handedOver, takeOver } from "./take-over.ts";
import { prepared } from "./begun-work.ts";
import { conflictText, tryAgainText } from "./texts.ts";
import { RUN_MESSAGES_MAX, type Run } from "./state.ts";

/** The kind of obligation that each observation answers: a key of another kind answers nothing. */
const ANSWERS: Readonly<Record<Extract<RunCommand, { key: unknown }>["type"], ObligationKind>> = {
  "run.observe-workspace": "prepare-workspace",
  "run.observe-agent-started": "run-agent",
  "run.observe-tool": "run-agent",
  "run.observe-delivered": "run-agent",
  "run.observe-usage": "run-agent",
  "run.observe-report": "run-agent",
  "run.observe-agent-lost": "run-agent",
  "run.observe-refused": "run-agent",
  "run.observe-asked": "run-agent",
  "run.observe-ask-withdrawn": "run-agent",
  "run.observe-review-refused": "review-run",
  "run.observe-import": "import-commits",
  "run.observe-import-refused": "import-commits",
  "run.observe-checked": "check-run",
  "run.observe-conflict": "check-run",
  "run.observe-verdict": "review-run",
  "run.observe-handed-over": "hand-over",
  "run.observe-agent-stopped": "stop-agent",
  "run.observe-kept": "keep-work",
  "run.observe-removed": "remove-workspace",
};

export function decideRun(state: State, command: RunCommand, given: Given): Decision<DomainEvent> {
  if (command.type === "run.send-all") return sendAll(state, command.text, given);
  const run = state.runs.get(command.run);
  if (run === undefined) return refuse("unknown-subject", `There is no run ${command.run}.`);
  if ("key" in command && !isOwed(state, { kind: "run", run: run.id }, ANSWERS[command.type], command.key))
    return stale();
  switch (command.type) {
    case "run.observe-workspace":
      return prepared(run, command);
    case "run.observe-agent-started":
      return accept([
        {
          type: "run.agent-started",
          data: { run: run.id, life: run.life, model: command.model, pid: command.pid },
        },
      ]);
    case "run.observe-tool":
      return run.hasUsedTool
        ? stale()
        : accept([{ type: "run.tool-first-used", data: { run: run.id, tool: command.tool } }]);
    case "run.observe-delivered":
      return accept(delivered(run, command.uuids));
    case "run.observe-usage":
      return accept([{ type: "run.usage-reported", data: { run: run.id, usage: command.usage } }]);
    case "run.observe-report":
      return reported(run, command);
    case "run.observe-agent-lost":
      return lost(state, run, command, given);
    case "run.observe-refused":
      return refused(state, run, command.refusal, given);
    case "run.observe-review-refused":
      return reviewRefused(state, run, command.refusal, given);
    case "run.observe-asked":
      return observeAsked(state, run, command, given);
    case "run.observe-ask-withdrawn":
      return observeWithdrawn(run, command.call);
    case "run.observe-import":
      return imported(state, run, command, given);
    case "run.observe-import-refused":
      return accept(needsYou(state, run, command.detail, given));
    case "run.observe-checked":
      return checked(state, run, command, given);
    case "run.observe-conflict":
      return accept([
        { type: "run.merge-conflicted", data: { run: run.id, target: command.target, files: command.files } },
        report(state, run, "conflict", conflictText(run, command.files), given),
      ]);
    case "run.observe-verdict":
      return reviewed(state, run, command, given);
    case "run.observe-handed-over":
      return handedOver(run, command.head);
    case "run.observe-agent-stopped":
      return accept([{ type: "run.agent-stopped", data: { run: run.id } }]);
    case "run.observe-kept":
      return accept([{ type: "run.work-kept", data: { run: run.id, ref: command.ref } }]);
    case "run.observe-removed":
      return accept([{ type: "run.workspace-removed", data: { run: run.id } }]);
    case "run.send":
      return send(state, run, command.text, given);
    case "run.answer":
      return answer(state, run, command, given);
    case "run.expire-ask":
      return expireAsk(state, run, command.ask, given);
    case "run.interrupt":
      return interrupt(run, command.text, given);
    case "run.take-over":
      return takeOver(state, run, given);
    case "run.give-back":
      return giveBack(run, command, given);
    case "run.pause":
      return pause(run);
    case "run.resume":
      return resume(run, given);
    case "run.go-on":
      return goOn(state, run, given, command.measured);
    case "run.stop":
      return stop(state, run, command.reason, given);
    case "run.try-again":
      return tryAgain(state, run, given);
    default:
      return assertNever(command);
  }
}

function stop(state: State, run: Run, reason: string, given: Given): Decision<DomainEvent> {
  if (run.stage.name === "ended")
    return refuse("wrong-stage", `Worker ${run.workerNumber} has ended already (${run.stage.outcome}).`);
  const ticket = must(state.tickets, run.ticket);
  if (isLandingNow(state, ticket, given.at)) return tooLateToLetGo(ticket);
  const events: DomainEvent[] = [];
  if (ticket.stage.name === "landing")
    events.push({ type: "landing.rejected", data: { landing: ticket.stage.landing, reason } });
  events.push(
    { type: "run.ended", data: { run: run.id, ...stoppedAs(run, reason) } },
    { type: "ticket.approval-undone", data: { ticket: ticket.id } },
  );
  return accept(events, run.id);
}

function tryAgain(state: State, run: Run, given: Given): Decision<DomainEvent> {
  if (run.stage.name === "parked" || isReviewParked(run)) return tryAccountNow(state, run);
  if (run.stage.name !== "waiting" || isAsking(run)) {
    if (run.attention === null) return refuse("wrong-stage", `${run.id} needs nothing from you.`);
    return accept(attentionCleared(run), run.id);
  }
  const resumed: DomainEvent = {
    type: "run.resumed",
    data: { run: run.id, life: run.life + 1, reason: "tried again by the user" },
  };
  if (heldFor(run) !== null) return refuseHeld(run);
  if (run.messages.some((message) => !message.isDelivered)) return accept([resumed], run.id);
  if (run.messages.length >= RUN_MESSAGES_MAX) return tooManyMessages(run);
  // It has answered everything: without a word it would wait for one.
  return accept([queued(run, "engine", tryAgainText(run.stage.reason), given), resumed], run.id);
}
