// What a user does to a daemon: one row for each command that a user can give, so that a new command asks for its row.
import { canonicalJson } from "../../src/domain/canonical.ts";
import type { Command } from "../../src/domain/commands.ts";
import { commandId, contentHash } from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/shared.ts";
import {
  saying,
  adopting,
  specOf,
  projectRaises,
  proposing,
  approvingAll,
  proposals,
  answers,
  givingBack,
  ticketApprovals,
  landingApprovals,
  resumptions,
  secondTries,
  stopFile,
  goOn,
  goingAway,
  comingBack,
  fuseResets,
  isHopeless,
  ticketRaises,
  tickets,
  runs,
  ofTickets,
  ofRuns,
} from "./user-choices.ts";
import { CONVERSATION, USER, type Sent, type Simulation } from "./simulation.ts";

/** Share of commands that a client sends again, since it heard no answer. */
const REPEAT_CHANCE = 0.15;
const REPEATABLE_MAX = 20;

/** The engine's own: observations carry a key, these do not. */
type OwnOfEngine =
  | Extract<Command, { readonly key: unknown }>["type"]
  | "project.open"
  | "conversation.open"
  | "conversation.begin-turn"
  | "conversation.raise-attention"
  | "conversation.go-on"
  | "project.observe-usage"
  | "account.connect"
  | "account.observe-answered"
  | "account.release"
  | "run.go-on"
  | "run.expire-ask"
  | "landing.begin"
  | "project.end-away";

interface Row {
  /** Left out: the user's own; else who gives it in the user's stead. */
  readonly as?: Actor;
  /** Chance that one of its commands is given in a tick. */
  readonly chance: number;
  /** What could be given now, right or wrong. */
  commands(simulation: Simulation): readonly Command[];
  /** What a user gives who wants all to come to its end; left out: nothing. */
  atRest?(simulation: Simulation): readonly Command[];
}

/** One row a command. */
const USER_SCRIPT: { readonly [Type in Exclude<Command["type"], OwnOfEngine>]: Row } = {
  "conversation.receive": { chance: 0.03, commands: (simulation) => [saying(simulation)] },
  "ticket.draft": {
    chance: 0.04,
    commands: (simulation) =>
      tickets(simulation).length >= simulation.ticketsMax
        ? []
        : [
            {
              type: "ticket.draft",
              conversation: CONVERSATION,
              spec: specOf(simulation, tickets(simulation).length + 1),
              hash: contentHash("ab".repeat(32)),
            },
          ],
  },
  "ticket.adopt": { chance: 0.006, commands: adopting },
  "ticket.edit": {
    chance: 0.005,
    commands: (simulation) =>
      tickets(simulation).map(({ id, spec }) => ({
        type: "ticket.edit",
        ticket: id,
        spec: { ...spec, landWhenGreen: !spec.landWhenGreen },
        hash: contentHash((spec.landWhenGreen ? "cd" : "ab").repeat(32)),
      })),
  },
  "ticket.approve": { chance: 0.12, commands: ticketApprovals, atRest: ticketApprovals },
  "ticket.undo-approval": {
    chance: 0.003,
    commands: (simulation) => ofTickets(simulation, (ticket) => ({ type: "ticket.undo-approval", ticket })),
  },
  "ticket.propose": { chance: 0.004, commands: proposing },
  "ticket.approve-all": { chance: 0.03, commands: approvingAll },
  "ticket.undo-all": {
    chance: 0.002,
    commands: (simulation) =>
      proposals(simulation).map(({ id }) => ({ type: "ticket.undo-all", proposal: id })),
  },
  "ticket.retry": {
    chance: 0.002,
    commands: (simulation) =>
      ofTickets(simulation, (ticket) => ({
        type: "ticket.retry",
        ticket,
        reason: "again",
        isFromWork: simulation.random.chance(0.5),
      })),
  },
  "ticket.supersede": {
    chance: 0.001,
    commands: (simulation) => {
      const successor = tickets(simulation).at(-1);
      if (successor === undefined) return [];
      return ofTickets(simulation, (ticket) => ({
        type: "ticket.supersede",
        ticket,
        successor: successor.id,
        moved: tickets(simulation)
          .filter(({ spec }) => spec.dependsOn.includes(ticket))
          .map(({ id, hash }) => ({ ticket: id, hash })),
      }));
    },
  },
  "ticket.raise-budget": {
    chance: 0.002,
    commands: (simulation) =>
      ofTickets(simulation, (ticket) => ({ type: "ticket.raise-budget", ticket, added: { costUsd: 1 } })),
    atRest: ticketRaises,
  },
  "project.raise-budget": {
    chance: 0.002,
    commands: ({ random }) => [
      { type: "project.raise-budget", scope: random.chance(0.5) ? "day" : "project", added: { costUsd: 1 } },
    ],
    atRest: projectRaises,
  },
  "project.go-away": { chance: 0.01, commands: goingAway },
  "project.come-back": {
    chance: 0.02,
    commands: () => [{ type: "project.come-back" }],
    atRest: comingBack,
  },
  "project.reset-fuse": {
    chance: 0.01,
    commands: () => [{ type: "project.reset-fuse" }],
    atRest: fuseResets,
  },
  "ticket.cancel": {
    chance: 0.001,
    commands: (simulation) =>
      ofTickets(simulation, (ticket) => ({ type: "ticket.cancel", ticket, reason: "no more" })),
    atRest: (simulation) =>
      runs(simulation)
        .filter((run) => isHopeless(run) || (run.stage.name === "reported" && simulation.isPatienceOver))
        .map(({ ticket }) => ({ type: "ticket.cancel", ticket, reason: "given up" })),
  },
  "run.send": {
    chance: 0.004,
    commands: (simulation) => ofRuns(simulation, (run) => ({ type: "run.send", run, text: "do more" })),
  },
  "run.send-all": { chance: 0.002, commands: () => [{ type: "run.send-all", text: "all of you" }] },
  "run.answer": { chance: 0.05, commands: answers, atRest: answers },
  "run.interrupt": {
    chance: 0.005,
    commands: (simulation) =>
      ofRuns(simulation, (run) => ({
        type: "run.interrupt",
        run,
        text: simulation.random.chance(0.5) ? "instead" : null,
      })),
  },
  "run.take-over": {
    chance: 0.003,
    commands: (simulation) => ofRuns(simulation, (run) => ({ type: "run.take-over", run })),
  },
  "run.give-back": { chance: 0.03, commands: givingBack, atRest: givingBack },
  "run.stop": {
    chance: 0.002,
    commands: (simulation) => ofRuns(simulation, (run) => ({ type: "run.stop", run, reason: "stop" })),
  },
  "run.pause": {
    chance: 0.006,
    commands: (simulation) => ofRuns(simulation, (run) => ({ type: "run.pause", run })),
  },
  "run.resume": {
    chance: 0.02,
    commands: resumptions,
    atRest: resumptions,
  },
  "run.try-again": { chance: 0.03, commands: secondTries, atRest: secondTries },
  "landing.approve": { chance: 0.05, commands: landingApprovals, atRest: landingApprovals },
  "landing.undo": {
    chance: 0.003,
    commands: (simulation) => ofTickets(simulation, (ticket) => ({ type: "landing.undo", ticket })),
  },
  "project.halt": {
    chance: 0.003,
    commands: () => [{ type: "project.halt", reason: "stopped by the user" }],
  },
  "project.observe-stop-file": {
    as: { kind: "engine" },
    chance: 0.004,
    commands: ({ random }) => [stopFile(random.chance(0.4) ? "/simulated-home/STOP" : null)],
    atRest: ({ daemon }) => (daemon.engine.state().halted === null ? [] : [stopFile(null)]),
  },
  "project.go-on": { chance: 0.02, commands: () => [{ type: "project.go-on" }], atRest: goOn },
};

/** One tick of the user. */
export function actAsUser(simulation: Simulation): void {
  const { random } = simulation;
  for (const row of Object.values(USER_SCRIPT)) {
    if (!random.chance(row.chance)) continue;
    const command = random.pick(row.commands(simulation));
    if (command !== undefined) send(simulation, command, row.as);
  }
}

/** Answers all that waits for the user. */
export function actAtRest(simulation: Simulation): void {
  for (const row of Object.values(USER_SCRIPT))
    for (const command of row.atRest?.(simulation) ?? []) send(simulation, command, row.as);
}

/** A client names each command, and asks again with the same name; a daemon that died, or a full disk, does not answer. */
function send(simulation: Simulation, command: Command, actor: Actor = USER): void {
  const { daemon, sent, random } = simulation;
  if (daemon.life.isDead()) return;
  const repeated = random.chance(REPEAT_CHANCE) ? random.pick(sent.slice(-REPEATABLE_MAX)) : undefined;
  const one: Sent = { id: commandId(`u-${sent.length + 1}`), command, actor, reply: null };
  sent.push(one);
  for (const each of repeated === undefined ? [one] : [one, repeated]) submit(simulation, each);
}

function submit(simulation: Simulation, sent: Sent): void {
  simulation.daemon.engine.submit(sent.command, sent.actor, sent.id).then(
    (reply) => {
      if (sent.reply !== null && canonicalJson(sent.reply) !== canonicalJson(reply))
        simulation.problem(`${sent.id} (${sent.command.type}) was told two things`);
      sent.reply ??= reply;
    },
    (error: unknown) => simulation.commandFailed(error),
  );
}
