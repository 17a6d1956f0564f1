import { randomUUID } from "node:crypto";
import { sessionId, type Instant, type SessionId } from "../domain/ids.ts";
import type { AgentDriver, AgentSession, MessageTrace, OpenRequest, WorkerEvent } from "./agent.ts";
import type { ProcessIdentity } from "./processes.ts";

// What the agent suite needs from who runs it, and how it looks at a session.

/** What the model does when it is asked. Unscripted, it answers with the text "ok". */
export type ModelStep =
  | { readonly kind: "text"; readonly text: string }
  /** A call of one of the driver's own tools that behaves so. `never-end` starts a process that does not end on TERM. */
  | { readonly kind: "tool"; readonly behaviour: "succeed" | "fail" | "colourful" | "never-end" }
  /** Makes a call that needs the user's word, which prints this; asks a question. */
  | { readonly kind: "ask-permission"; readonly prints: string }
  | { readonly kind: "ask-question"; readonly question: string; readonly options: readonly string[] }
  | { readonly kind: "print-variable"; readonly variable: string }
  | { readonly kind: "host-tool"; readonly name: string; readonly input: unknown }
  /** Begins to answer and never goes on. */
  | { readonly kind: "hang" }
  /** From now on: refuses the credentials; finds requests too fast, for so long; has no room; has no more for this plan until then. */
  | { readonly kind: "refuse-credentials" }
  | { readonly kind: "too-fast"; readonly pauseMs: number }
  | { readonly kind: "no-room" }
  | { readonly kind: "used-up"; readonly until: Instant }
  /** From now on: gives no answer at all. */
  | { readonly kind: "unreachable" };

export interface AgentHarness {
  readonly driver: AgentDriver;
  /** One that a plan pays for: only plans have windows that are used up. */
  readonly planDriver: AgentDriver;
  /** A driver as the next daemon would make it, with the same records. */
  successor(): AgentDriver;
  /** A folder to work in. */
  readonly cwd: string;
  script(...steps: readonly ModelStep[]): void;
  /** Forgets what was scripted and not yet done. */
  unscript(): void;
  /** Resolves when the model was asked this often since the beginning. */
  untilAsked(count: number): Promise<void>;
  /** Everything that the model was told in the last request, as one text. */
  heard(): string;
  /** Resolves when the tool that does not end is running. */
  untilToolRuns(): Promise<void>;
  /** Resolves when the session's record has the message; what a crash takes before is simply absent. */
  untilRecorded(session: SessionId, uuid: string): Promise<void>;
  /** Ends the agent's own process as a crash would. */
  kill(identity: ProcessIdentity): void;
  aliveCount(slot: string): number;
  /** By the clock of its driver. */
  now(): Instant;
  dispose(): Promise<void>;
}

export const SLOT = "R-1.1";

export type Test = (title: string, body: () => Promise<void>) => void;
export type Harness = () => AgentHarness;

type TurnEnded = Extract<WorkerEvent, { type: "turn-ended" }>;

/** A session that is listened to. */
export interface Agent {
  readonly session: AgentSession;
  readonly events: readonly WorkerEvent[];
  /** Resolves after the last event. */
  readonly over: Promise<void>;
  /** Sends a message and returns its uuid. */
  say(text: string, uuid?: string): string;
  until(holds: () => boolean): Promise<void>;
  /** The n-th turn that ended, from 1. */
  turnEnd(n: number): Promise<TurnEnded>;
  turnEnds(): TurnEnded[];
  /** Uuids of messages in turns that ended well, in order. */
  answered(): string[];
  first<Type extends WorkerEvent["type"]>(type: Type): Extract<WorkerEvent, { type: Type }>;
}

export function freshSession(): SessionId {
  return sessionId(randomUUID());
}

export function openSession(
  harness: AgentHarness,
  change: Partial<OpenRequest> = {},
  driver: AgentDriver = harness.driver,
): Promise<AgentSession> {
  return driver.open({
    role: "worker",
    slot: SLOT,
    definition: {
      name: "tester",
      description: "Does what the test says.",
      prompt: "You are tested.",
      tools: change.role === "conversation" ? [] : ["Read", "Write", "Edit", "Bash", "Glob", "Grep"],
      model: null,
      turnsMax: null,
    },
    cwd: harness.cwd,
    session: freshSession(),
    tools: [],
    env: {},
    ...change,
  });
}

export async function openAgent(
  harness: AgentHarness,
  change: Partial<OpenRequest> = {},
  driver: AgentDriver = harness.driver,
): Promise<Agent> {
  return follow(await openSession(harness, change, driver));
}

export function sayTo(session: AgentSession, text: string, uuid: string = randomUUID()): string {
  session.send({ uuid, text, source: "user" });
  return uuid;
}

export function follow(session: AgentSession): Agent {
  const events: WorkerEvent[] = [];
  const looks = new Set<() => void>();
  let isOver = false;
  const over = (async () => {
    for await (const event of session.events) {
      events.push(event);
      for (const look of looks) look();
    }
    isOver = true;
    for (const look of looks) look();
  })();
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (holds()) resolve();
        else if (isOver) reject(new RangeError(`The session ended before: ${JSON.stringify(events.at(-1))}`));
        else return;
        looks.delete(look);
      };
      looks.add(look);
      look();
    });
  const turnEnds = (): TurnEnded[] => events.filter((event) => event.type === "turn-ended");

  return {
    session,
    events,
    over,
    until,
    turnEnds,
    say: (text, uuid) => sayTo(session, text, uuid),
    turnEnd: async (n) => {
      await until(() => turnEnds().length >= n);
      return turnEnds()[n - 1] as TurnEnded; // there are that many, just awaited
    },
    answered: () => turnEnds().flatMap((end) => (end.outcome.kind === "done" ? end.uuids : [])),
    first: (type) => {
      const event = events.find((one) => one.type === type);
      if (!event) throw new RangeError(`No ${type} among ${events.map((one) => one.type).join(", ")}.`);
      return event as Extract<WorkerEvent, { type: typeof type }>; // found by its type
    },
  };
}

export function traceOf(
  driver: AgentDriver,
  harness: AgentHarness,
  session: SessionId,
  uuid: string,
): Promise<{ readonly trace: MessageTrace; readonly text: string }> {
  return driver.traceMessage({ cwd: harness.cwd, session, uuid });
}
