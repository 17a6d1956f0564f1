// Plays one schedule to its end and says what it broke.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "../../src/domain/commands.ts";
import type { StoredEvent } from "../../src/domain/events.ts";
import { commandId, eventSequence, messageId, ticketId } from "../../src/domain/ids.ts";
import { must } from "../../src/domain/state.ts";
import { beginDaemon, type Daemon, type House } from "./daemon.ts";
import { CONVERSATION, makePast, stuckTarget, USER } from "./past.ts";
import { emptyRecording, type Recording } from "./recording.ts";
import { readJournal } from "./read-journal.ts";
import type { Action, Moment, Schedule, Step } from "./schedule.ts";
import { scriptText, type Script } from "./script.ts";
import type { ScriptedModel } from "./scripted-model.ts";
import { pushStraight } from "./pushed-straight.ts";

/** Who keeps the queue: our conversation, or (the control) the agent's own. */
export type Variant = "ours" | "pushed-straight";

export interface Played {
  readonly schedule: Schedule;
  readonly recording: Recording;
  readonly events: readonly StoredEvent[];
}

/** A step whose moment does not come is taken anyway, so that a schedule always ends. */
const MOMENT_MS_MAX = 500;
/** Reports that wait are told in turns that take seconds; the next step does not wait for all of them. */
const CALM_MS_MAX = 2_000;
const QUIET_MS_MAX = 45_000;
/** The control answers some messages never. */
const CONTROL_QUIET_MS_MAX = 3_000;
const POLL_MS = 4;
/** Quiet is quiet when it lasts. */
const QUIET_POLLS = 3;

export async function play(schedule: Schedule, variant: Variant, model: ScriptedModel): Promise<Played> {
  const stage = await setStage(schedule, variant, model);
  try {
    for (const step of schedule.steps) {
      await until(stage, step.when);
      await take(stage, step.action);
    }
    await untilQuiet(stage, variant === "ours" ? quietMsMax(schedule) : CONTROL_QUIET_MS_MAX);
    await stage.daemon.engine.stop();
    const events = [...stage.house.journal.readFrom(eventSequence(0))];
    readJournal(events, stage.house.recording, { isAnsweredThere: variant === "ours" });
    return { schedule, recording: stage.house.recording, events };
  } finally {
    await stage.close();
  }
}

function quietMsMax(schedule: Schedule): number {
  return QUIET_MS_MAX + (schedule.isReal ? 60_000 : 0);
}

interface Stage {
  readonly schedule: Schedule;
  readonly house: House;
  readonly variant: Variant;
  daemon: Daemon;
  /** Resolves when the present daemon is no more. */
  over: PromiseWithResolvers<"over">;
  /** Commands of the user that no daemon has acknowledged. */
  openPosts: number;
  /** Resolves when the moment is next reached. */
  next(moment: Moment): Promise<void>;
  /** Starts a new daemon on what the former one left. */
  begin(): void;
  close(): Promise<void>;
}

async function setStage(schedule: Schedule, variant: Variant, model: ScriptedModel): Promise<Stage> {
  const waiting = new Map<Moment, (() => void)[]>();
  const onMoment = (moment: Moment): void => {
    for (const wake of waiting.get(moment)?.splice(0) ?? []) wake();
  };
  const lane = model.open(`${variant}-${schedule.seed}`, onMoment);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-conversation-")));
  const house: House = {
    root,
    modelUrl: lane.url,
    recording: emptyRecording(lane.requests),
    idleMs: schedule.idleMs,
    scripts: reportScripts(schedule),
    journal: await makePast(schedule.stuckTicketCount),
    onMoment,
  };
  const begin = (): Daemon => {
    const control = variant === "ours" ? null : pushStraight(house);
    const daemon = beginDaemon(house, control?.decide);
    daemon.engine.onEvents((events) => noteTurnEnds(house.recording, events, onMoment));
    control?.attach(daemon);
    daemon.engine.start();
    return daemon;
  };
  const stage: Stage = {
    schedule,
    house,
    variant,
    daemon: begin(),
    over: Promise.withResolvers(),
    openPosts: 0,
    next: (moment) =>
      new Promise((resolve) => waiting.set(moment, [...(waiting.get(moment) ?? []), resolve])),
    begin: () => {
      const former = stage.over;
      stage.over = Promise.withResolvers();
      stage.daemon = begin();
      former.resolve("over");
    },
    close: async () => {
      stage.over.resolve("over");
      stage.daemon.life.kill();
      await stage.daemon.stopAll();
      lane.close();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return stage;
}

function reportScripts(schedule: Schedule): ReadonlyMap<string, Script> {
  return new Map(
    schedule.steps.flatMap(({ action }) =>
      action.kind === "report" ? [[stuckTarget(action.ticket), action.script] as const] : [],
    ),
  );
}

function noteTurnEnds(
  recording: Recording,
  events: readonly StoredEvent[],
  onMoment: (moment: Moment) => void,
): void {
  const at = performance.now();
  for (const { type, data } of events) {
    if (type === "conversation.turn-interrupted")
      recording.turnEnds.push({ n: data.n, how: "interrupted", at });
    if (type !== "conversation.turn-answered") continue;
    recording.turnEnds.push({ n: data.n, how: "answered", at });
    onMoment("answered");
  }
}

async function until(stage: Stage, when: Step["when"]): Promise<void> {
  switch (when.kind) {
    case "after":
      return await delay(when.ms);
    case "quiet":
      return await untilQuiet(stage, CALM_MS_MAX);
    case "at":
      await Promise.race([stage.next(when.moment), delay(MOMENT_MS_MAX)]);
      if (when.jitterMs > 0) await delay(when.jitterMs);
      return;
    default:
      return when satisfies never;
  }
}

async function untilQuiet(stage: Stage, msMax: number): Promise<void> {
  const deadline = performance.now() + msMax;
  for (let polls = 0; polls < QUIET_POLLS && performance.now() < deadline;) {
    await delay(POLL_MS);
    polls = isQuiet(stage) ? polls + 1 : 0;
  }
}

function isQuiet({ daemon, openPosts, house }: Stage): boolean {
  const state = daemon.engine.state();
  const { running, queue } = must(state.conversations, CONVERSATION);
  const isStarting = [...state.tickets.values()].some((ticket) => ticket.stage.name === "queued");
  const isStored = house.journal.readLast() === state.seq;
  return running === null && queue.length === 0 && !isStarting && openPosts === 0 && isStored;
}

async function take(stage: Stage, action: Action): Promise<void> {
  const { recording } = stage.house;
  const disturb = (): void => {
    recording.disturbedAt.push(performance.now());
    recording.troubles.push(action.kind);
  };
  switch (action.kind) {
    case "say": {
      recording.said.set(action.id, { kind: "user", at: performance.now() });
      void post(stage, action.id, () => ({
        type: "conversation.receive",
        conversation: CONVERSATION,
        message: messageId(action.id),
        text: `${action.words}\n${scriptText(action.script)}`,
        seenSeq: stage.daemon.engine.state().seq,
      }));
      return;
    }
    case "report": {
      const ticket = ticketId(`T-${action.ticket}`);
      void post(stage, `approve-${ticket}`, () => ({
        type: "ticket.approve",
        ticket,
        hash: must(stage.daemon.engine.state().tickets, ticket).hash,
      }));
      return;
    }
    case "kill-agent": {
      const agent = stage.daemon.life.newest();
      if (agent !== null) killProcess(agent.identity.pid);
      disturb();
      return;
    }
    case "drop-daemon": {
      disturb();
      stage.daemon.life.kill();
      stage.house.journal = stage.house.journal.crash({ waiting: action.isWritten ? "written" : "lost" });
      stage.begin();
      return;
    }
    case "restart": {
      disturb();
      await stage.daemon.engine.stop();
      stage.daemon.life.kill();
      recording.disturbedAt.push(performance.now());
      stage.begin();
      return;
    }
    default:
      return action satisfies never;
  }
}

/** A client repeats what nobody acknowledged, under the same id. */
async function post(stage: Stage, id: string, command: () => Command): Promise<void> {
  stage.openPosts += 1;
  let end: "over" | "done" = "over";
  while (end === "over") {
    const { daemon, over } = stage;
    const reply = daemon.engine.submit(command(), USER, commandId(id));
    end = await Promise.race([reply.then(() => "done" as const), over.promise]);
  }
  stage.openPosts -= 1;
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}
