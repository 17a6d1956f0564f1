import { findApproval } from "../conversation/approval.ts";
import type { DomainEvent } from "../events.ts";
import { instant, landingId } from "../ids.ts";
import type { ObligationKind } from "../obligation.ts";
import { isOwed } from "../owed.ts";
import { report } from "../run/report.ts";
import { type ReportedStep, type Run } from "../run/state.ts";
import { conflictText, named } from "../run/texts.ts";
import { accept, assertNever, refuse, stale, type ApprovedBy, type Decision, type Given } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { Ticket } from "../ticket/state.ts";
import type { LandingCommand } from "./commands.ts";
import { isLandingNow, tooLateToLetGo } from "./due.ts";
import { isFrozen, nextToLand } from "./fuse.ts";
import { rejected, verified } from "./verified.ts";
import { landsWhenGreen } from "./when-green.ts";
import { LANDING_ATTEMPTS_MAX, LANDING_UNDO_MS, type Landing } from "./state.ts";

/** The kind of obligation that each observation answers: a key of another kind answers nothing. */
const ANSWERS: Readonly<Record<Extract<LandingCommand, { key: unknown }>["type"], ObligationKind>> = {
  "landing.observe-verified": "verify-landing",
  "landing.observe-conflict": "verify-landing",
  "landing.observe-landed": "land",
  "landing.observe-target-moved": "land",
  "landing.observe-blocked": "land",
};

export function decideLanding(state: State, command: LandingCommand, given: Given): Decision<DomainEvent> {
  if (command.type === "landing.approve" || command.type === "landing.undo") {
    const ticket = state.tickets.get(command.ticket);
    if (ticket === undefined) return refuse("unknown-subject", `There is no ticket ${command.ticket}.`);
    return command.type === "landing.approve"
      ? approve(state, ticket, command, given)
      : undo(state, ticket, given);
  }
  const landing = state.landings.get(command.landing);
  if (landing === undefined) return refuse("unknown-subject", `There is no landing ${command.landing}.`);
  if (
    "key" in command &&
    !isOwed(state, { kind: "landing", landing: landing.id }, ANSWERS[command.type], command.key)
  )
    return stale();
  const { ticket, run } = landing;
  switch (command.type) {
    case "landing.begin":
      if (nextToLand(state) !== landing.id || landing.stage.name !== "queued") return stale();
      return accept([{ type: "landing.verifying", data: { landing: landing.id } }]);
    case "landing.observe-verified":
      return verified(state, landing, command, given);
    case "landing.observe-conflict":
      return accept([
        { type: "landing.conflicted", data: { landing: landing.id, files: command.files } },
        {
          type: "ticket.landing-left",
          data: { ticket, run, reason: `conflict in ${command.files.length} file(s)` },
        },
        { type: "run.merge-conflicted", data: { run, target: landing.base, files: command.files } },
        report(
          state,
          must(state.runs, run),
          "conflict",
          conflictText(must(state.runs, run), command.files),
          given,
        ),
      ]);
    case "landing.observe-target-moved":
      return targetMoved(state, landing, command, given);
    case "landing.observe-blocked":
      return blocked(state, landing, command, given);
    case "landing.observe-landed":
      return accept([
        { type: "landing.landed", data: { landing: landing.id, commit: command.commit } },
        { type: "ticket.landed", data: { ticket, run, landing: landing.id, commit: command.commit } },
        {
          type: "run.ended",
          data: { run, outcome: "landed", detail: `landed as ${command.commit.slice(0, 7)}` },
        },
        report(
          state,
          must(state.runs, run),
          "landed",
          `${ticket} landed on ${landing.branch} as ${command.commit.slice(0, 7)}.`,
          given,
        ),
      ]);
    default:
      return assertNever(command);
  }
}

function approve(
  state: State,
  ticket: Ticket,
  command: Extract<LandingCommand, { type: "landing.approve" }>,
  given: Given,
): Decision<DomainEvent> {
  const frozen = frozenOf(state, ticket, given);
  const place = ticket.stage.name === "review" ? ticket.stage : frozen;
  if (place === null)
    return refuse("wrong-stage", `${ticket.id} is ${ticket.stage.name}: only reviewed work can land.`);
  const run = must(state.runs, place.run);
  const step = run.stage.name === "reported" ? run.stage.step : null;
  if (step?.name !== "ready")
    return refuse(
      "wrong-stage",
      `${ticket.id} is not ready: ${step === null ? run.stage.name : step.name} is still due.`,
    );
  if (command.hash !== run.landHash)
    return refuse(
      "changed-since",
      `${ticket.id} has a new commit since this was shown: look at the new card.`,
    );
  if (step.checked.color === "red")
    return refuse(
      "wrong-stage",
      `${ticket.id} does not land: its checks are red on the merged tree. Send it back to Worker ${run.workerNumber}.`,
    );
  const approval = approvalOf(state, ticket, run, step, command, given);
  if ("kind" in approval) return approval;
  const landing = landingId(given.uuid);
  const notBefore = instant(approval.by.kind === "message" ? given.at + LANDING_UNDO_MS : given.at);
  const { id, spec } = ticket;
  return accept(
    [
      ...(frozen === null ? [] : takenOut(frozen)),
      {
        type: "landing.queued",
        data: {
          landing,
          ticket: id,
          run: run.id,
          branch: spec.target,
          base: run.base,
          head: step.head,
          hash: command.hash,
          by: approval.by,
          isUnverifiedAccepted: step.checked.color === "unverified",
          notBefore,
        },
      },
      { type: "ticket.landing-entered", data: { ticket: id, run: run.id, landing } },
      { type: "run.landing-asked", data: { run: run.id, landing } },
      ...approval.more,
    ],
    landing,
  );
}

/** The landing of this ticket that the fuse holds: the user may land it by their own word. */
function frozenOf(state: State, { stage }: Ticket, { actor }: Given): Landing | null {
  if (stage.name !== "landing" || actor.kind === "engine") return null;
  const landing = must(state.landings, stage.landing);
  return isFrozen(state, landing) ? landing : null;
}

function takenOut({ id, ticket, run }: Landing): readonly DomainEvent[] {
  const reason = "it is landed by the user's word instead";
  return [
    { type: "landing.rejected", data: { landing: id, reason } },
    { type: "ticket.landing-left", data: { ticket, run, reason } },
  ];
}

/** Who approved: the user's click, the user's words, or the ticket itself (*land when green*); else the refusal. */
function approvalOf(
  state: State,
  ticket: Ticket,
  run: Run,
  step: Extract<ReportedStep, { name: "ready" }>,
  command: Extract<LandingCommand, { type: "landing.approve" }>,
  given: Given,
): { readonly by: ApprovedBy; readonly more: readonly DomainEvent[] } | Decision<DomainEvent> {
  const isUnverified = step.checked.color === "unverified";
  const { actor } = given;
  switch (actor.kind) {
    case "engine":
      return landsWhenGreen(ticket, step)
        ? { by: { kind: "with-ticket" }, more: [] }
        : refuse("ask-the-user", `${ticket.id} needs the user's approval to land.`);
    case "user":
      if (isUnverified && !command.isUnverifiedAccepted)
        return refuse(
          "ask-the-user",
          `${ticket.id} is unverified: no check is configured. Approve it as unverified, or add a check.`,
        );
      return { by: { kind: "click", session: actor.session }, more: [] };
    case "orchestrator": {
      const conversation = must(state.conversations, actor.conversation);
      const names = [ticket.id, ticket.spec.title, `worker ${run.workerNumber}`, `W${run.workerNumber}`];
      const subject = { kind: "landing", ticket: ticket.id } as const;
      const used = { ...subject, landing: landingId(given.uuid) };
      const words = findApproval(conversation, {
        subject,
        used: [used],
        setAtSeq: run.landHashSeq,
        names,
        mustSay: isUnverified ? ["unverified"] : [],
      });
      if (words.kind === "refused") return words.decision;
      const data = { conversation: conversation.id, message: words.by.message, subject: used };
      return { by: words.by, more: [{ type: "conversation.approval-used", data }] };
    }
    case "worker":
      return refuse("not-yours", "A worker does not approve its own landing.");
    default:
      return assertNever(actor);
  }
}

function undo(state: State, ticket: Ticket, given: Given): Decision<DomainEvent> {
  if (ticket.stage.name !== "landing")
    return refuse("too-late", `${ticket.id} is ${ticket.stage.name}: there is no landing to undo.`);
  if (isLandingNow(state, ticket, given.at)) return tooLateToLetGo(ticket);
  const { landing, run } = ticket.stage;
  const reason = "the approval was undone";
  return accept(
    [
      { type: "landing.rejected", data: { landing, reason } },
      { type: "ticket.landing-left", data: { ticket: ticket.id, run, reason } },
    ],
    ticket.id,
  );
}

function targetMoved(
  state: State,
  landing: Landing,
  command: Extract<LandingCommand, { type: "landing.observe-target-moved" }>,
  given: Given,
): Decision<DomainEvent> {
  if (landing.attempt + 1 >= LANDING_ATTEMPTS_MAX)
    return rejected(state, landing, `the target moved ${LANDING_ATTEMPTS_MAX} times under it`, given);
  return accept([{ type: "landing.target-moved", data: { landing: landing.id, tip: command.tip } }]);
}

function blocked(
  state: State,
  landing: Landing,
  command: Extract<LandingCommand, { type: "landing.observe-blocked" }>,
  given: Given,
): Decision<DomainEvent> {
  const event: DomainEvent = {
    type: "landing.blocked",
    data: { landing: landing.id, path: command.path, files: command.files },
  };
  const isNew = landing.stage.name === "landing" && landing.stage.blockedBy.length === 0;
  const text = `${landing.ticket} waits: your uncommitted ${named(command.files)} in ${command.path} would be overwritten. Commit or move them; nothing was changed.`;
  return accept(
    isNew ? [event, report(state, must(state.runs, landing.run), "needs-you", text, given)] : [event],
  );
}
