// From what agents say to the activity file, the terminal's step lines and the streamed answer: one place for all drivers and roles.
import type { Instant } from "../domain/ids.ts";
import { cut } from "../domain/shared.ts";
import type { State } from "../domain/state.ts";
import type { ActivitySink, Ports } from "../engine/ports.ts";
import type { Activity } from "../journal/activity/activity.ts";
import type { ActivityEvent, ActivityRow } from "../journal/activity/items.ts";
import { toolTitle } from "./timeline.ts";

/** A step line is one line of a terminal. */
const STEP_CHARS_MAX = 160;

type AgentEvent = Parameters<ActivitySink>[0]["event"];

export interface AgentLogOptions {
  readonly activity: Pick<Activity, "append">;
  readonly now: () => Instant;
  readonly state: () => State;
  readonly listener: AgentLogListener;
}

/** Who looks on while agents speak. */
export interface AgentLogListener {
  rows(run: string, rows: readonly ActivityRow[]): void;
  /** Text of the orchestrator's answer as it is written. */
  delta(conversation: string, text: string): void;
  /** One step of a worker or a reviewer, as `TICKET-WORKER-1`, `Read src/app.ts`. */
  step(label: string, text: string): void;
}

export function createAgentLog({ activity, now, state, listener }: AgentLogOptions): ActivitySink {
  return ({ subject, event }) => {
    const row = rowOf(event);
    if (row !== null) listener.rows(subject, activity.append([{ ...row, run: subject, at: now() }]));
    if (event.type === "text-delta" && subject.startsWith("C")) listener.delta(subject, event.text);
    if (event.type === "tool-started" && !subject.startsWith("C")) {
      const { label, root } = speakerOf(state(), subject);
      listener.step(
        label,
        cut(toolTitle(event.name, event.input).replaceAll(`${root}/`, ""), STEP_CHARS_MAX),
      );
    }
  };
}

/** The same driver, with every message that goes into an agent on record beside what comes out. */
export function withMessagesLogged(
  agents: Ports["agents"],
  options: Pick<AgentLogOptions, "activity" | "now" | "listener">,
): Ports["agents"] {
  return {
    name: agents.name,
    get model() {
      return agents.model;
    },
    get account() {
      return agents.account;
    },
    traceMessage: (request) => agents.traceMessage(request),
    open: async (request) => {
      const session = await agents.open(request);
      return {
        events: session.events,
        interrupt: () => session.interrupt(),
        close: () => session.close(),
        answer: (id, answer) => session.answer(id, answer),
        send: (message) => {
          const item = { uuid: message.uuid, from: message.source, text: message.text };
          const entry = { kind: "message-in" as const, item, run: request.slot, at: options.now() };
          options.listener.rows(request.slot, options.activity.append([entry]));
          session.send(message);
        },
      };
    },
  };
}

/** `TICKET-WORKER-1` for the run of worker 1, `CODE-REVIEWER-1` for its review; steps show paths relative to its worktree. */
function speakerOf(state: State, subject: string): { readonly label: string; readonly root: string } {
  const isReview = subject.endsWith("-review");
  const run = [...state.runs.values()].find((one) => one.id === subject.replace(/-review$/, ""));
  if (run === undefined) return { label: subject, root: subject };
  const type = isReview ? "code-reviewer" : run.workerType;
  return { label: `${type.toUpperCase()}-${run.workerNumber}`, root: run.workspacePath ?? subject };
}

function rowOf(event: AgentEvent): ActivityEvent | null {
  switch (event.type) {
    case "text":
      return { kind: "text", item: { text: event.text, agent: null } };
    case "tool-started":
      return {
        kind: "tool-started",
        item: { id: event.id, name: event.name, input: event.input, agent: null },
      };
    case "tool-ended": {
      const { id, name, isError, durationMs, output } = event;
      return { kind: "tool-ended", item: { id, name, isError, durationMs, output, agent: null } };
    }
    case "retrying": {
      const { attempt, delayMs, status, detail } = event;
      return { kind: "retrying", item: { attempt, delayMs, status, detail } };
    }
    case "turn-ended": {
      const outcome =
        event.outcome.kind === "failed" ? `failed: ${event.outcome.detail}` : event.outcome.kind;
      const { inputTokens, outputTokens, costUsd } = event.usage;
      const item = { uuids: event.uuids, text: event.text, outcome, inputTokens, outputTokens, costUsd };
      return { kind: "turn-ended", item };
    }
    case "closed":
      return { kind: "closed", item: { detail: event.detail } };
    case "started":
    case "model-called":
    case "message-consumed":
    case "text-delta":
    // The call that waits is a line already; what became of it is told by the journal and by its result.
    case "asked":
    case "ask-withdrawn":
      return null;
    default:
      return event satisfies never;
  }
}
