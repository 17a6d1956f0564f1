// From what agents say to the activity file, the terminal's step lines and the streamed answer: one place for all drivers and roles.
import type { Instant } from "../domain/ids.ts";
import { stepText } from "../domain/run/step-text.ts";
import { cut } from "../domain/shared.ts";
import type { State } from "../domain/state.ts";
import type { ActivitySink, Ports } from "../engine/ports.ts";
import type { Activity } from "../journal/activity/activity.ts";
import type { ActivityEvent } from "../journal/activity/items.ts";
import type { LocalClient } from "./local-client.ts";

/** A step line is one line of a terminal. */
const STEP_CHARS_MAX = 160;
/** Tools of ours stand behind this prefix; the user reads their bare names. */
const OWN_TOOL = "mcp__jarvis__";

type AgentEvent = Parameters<ActivitySink>[0]["event"];

export interface AgentLogOptions {
  readonly activity: Pick<Activity, "append">;
  now(): Instant;
  state(): State;
  /** Null until the client is there. */
  client(): LocalClient | null;
}

export function createAgentLog(options: AgentLogOptions): ActivitySink {
  return ({ subject, event }) => {
    const row = rowOf(event);
    if (row !== null) options.activity.append([{ ...row, run: subject, at: options.now() }]);
    const client = options.client();
    if (client === null) return;
    if (event.type === "text-delta" && subject.startsWith("C")) client.tellDelta(event.text);
    if (event.type === "tool-started" && !subject.startsWith("C")) {
      const { label, root } = speakerOf(options.state(), subject);
      const text =
        `${event.name.replace(OWN_TOOL, "")} ${stepText(event.input).replaceAll(`${root}/`, "")}`.trim();
      client.tellStep(label, cut(text, STEP_CHARS_MAX));
    }
  };
}

/** The same driver, with every message that goes into an agent on record beside what comes out. */
export function withMessagesLogged(
  agents: Ports["agents"],
  options: Pick<AgentLogOptions, "activity" | "now">,
): Ports["agents"] {
  return {
    name: agents.name,
    model: agents.model,
    traceMessage: (request) => agents.traceMessage(request),
    open: async (request) => {
      const session = await agents.open(request);
      return {
        events: session.events,
        interrupt: () => session.interrupt(),
        close: () => session.close(),
        send: (message) => {
          const item = { uuid: message.uuid, from: message.source, text: message.text };
          options.activity.append([{ kind: "message-in", item, run: request.slot, at: options.now() }]);
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
      return { kind: "turn-ended", item: { uuids: event.uuids, text: event.text, outcome, ...event.usage } };
    }
    case "closed":
      return { kind: "closed", item: { detail: event.detail } };
    case "started":
    case "message-consumed":
    case "text-delta":
      return null;
    default:
      return event satisfies never;
  }
}
