// A journal in which every text that others may choose is hostile: decided and folded by the real domain, as a daemon would have it.
import type { Command } from "../../../src/domain/commands.ts";
import { decide } from "../../../src/domain/decide.ts";
import { streamOf, type StoredEvent } from "../../../src/domain/events.ts";
import { evolve } from "../../../src/domain/evolve.ts";
import { commandId, eventSequence, instant, projectId, runId, ticketId } from "../../../src/domain/ids.ts";
import { EVIDENCE_CHARS_MAX } from "../../../src/domain/run/state.ts";
import { cut, type Actor } from "../../../src/domain/shared.ts";
import { emptyState, type State } from "../../../src/domain/state.ts";
import type { CommandIn } from "../../../src/domain/testing/given.ts";
import {
  answered,
  approve,
  beginTurn,
  CHANGE,
  draft,
  observe,
  opened,
  receive,
  start,
  checkedTree,
} from "../../../src/domain/testing/stories.ts";
import { LIST_ITEM_CHARS_MAX, TITLE_CHARS_MAX, type TicketSpec } from "../../../src/domain/ticket/state.ts";
import { createFacts, type FactStore } from "../../../src/engine/facts.ts";
import type { HostileText } from "../texts/text.ts";

/** Any instant: the pages of these tests count from it. */
export const STORY_AT_MS = 1_764_000_000_000;

/** As a reviewer's words are cut before they are on record. */
const FINDING_CHARS_MAX = 200;
/** As git gives a subject. */
const SUBJECT_CHARS_MAX = 300;
/** As the step of a worker is cut before it is a fact. */
const STEP_CHARS_MAX = 120;

export interface Story {
  readonly state: State;
  readonly events: readonly StoredEvent[];
  readonly facts: FactStore;
}

/** Of the first texts there is also a worker that is still at it. */
const WORKING_COUNT = 5;

/** The two tickets of the `index`-th text: a draft, and one whose worker has reported and been reviewed. */
export function ticketsOf(index: number) {
  const first = 2 * index + 1;
  return { draft: `T-${first}`, ready: `T-${first + 1}`, run: `R-${first + 1}.1` };
}

/** Each text is said by the user, by the orchestrator and by a worker, and stands wherever a ticket, a commit or a check has words. */
export function tellStory(id: string, texts: readonly HostileText[]): Story {
  const events: StoredEvent[] = [];
  const facts = createFacts();
  let state = emptyState({ runsMax: 10_000, unreviewedMax: 10_000 });

  const tell = (made: CommandIn) => {
    const command: Command = typeof made === "function" ? made(state) : made;
    const n = events.length + 1;
    const at = instant(STORY_AT_MS + n);
    const uuid = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const decision = decide(state, command, { at, uuid, actor: actorOf(command) });
    if (decision.kind === "refused")
      throw new RangeError(`${command.type} was refused: ${decision.refusal.message}`);
    for (const event of decision.events) {
      const seq = eventSequence(state.seq + 1);
      const place = { seq, at, stream: streamOf(event), version: 0, schema: 1 };
      const stored = { ...event, ...place, actor: actorOf(command), command: commandId(`c-${n}`) };
      events.push(stored);
      state = evolve(state, stored);
    }
  };

  const setCommit = (run: string, { text }: HostileText) =>
    facts.set(
      run,
      "last-commit",
      `abc1234 ${cut(oneLine(text), SUBJECT_CHARS_MAX)}`,
      instant(STORY_AT_MS + events.length),
    );

  const [open, ...rest] = opened;
  if (open?.type === "project.open") tell({ ...open, project: projectId(id) });
  for (const command of rest) tell(command);
  for (const [index, one] of texts.entries()) {
    for (const command of commandsOf(index, one)) tell(command);
    setCommit(ticketsOf(index).run, one);
  }
  for (const [index, one] of texts.slice(0, WORKING_COUNT).entries()) {
    const n = 2 * texts.length + index + 1;
    for (const command of untilWorking(n, one)) tell(command);
    const now = instant(STORY_AT_MS + events.length);
    facts.set(`R-${n}.1`, "step", cut(`Bash ${oneLine(one.text)}`, STEP_CHARS_MAX), now);
    facts.set(`R-${n}.1`, "change", "2 41 3", now);
    setCommit(`R-${n}.1`, one);
  }
  return { state, events, facts };
}

function commandsOf(index: number, one: HostileText): readonly CommandIn[] {
  const spec = specOf(one);
  const text = spec.description;
  const run = runId(ticketsOf(index).run);
  const change = {
    ...CHANGE,
    subject: cut(oneLine(one.text), SUBJECT_CHARS_MAX),
    protectedPaths: [pathOf(one)],
  };
  return [
    receive(text, { id: `m-${index}` }),
    beginTurn,
    answered(text),
    draft(spec),
    ...untilWorking(2 * index + 2, one),
    observe.report({ run, text }),
    observe.imported({ run, change }),
    observe.checked({ run, checked: checksOf(one) }),
    observe.verdict({ run, verdict: verdictOf(one) }),
  ];
}

/** `n`: of the ticket that is drafted next. */
function untilWorking(n: number, one: HostileText): readonly CommandIn[] {
  const ticket = ticketId(`T-${n}`);
  return [draft(specOf(one)), approve(ticket), start(ticket), observe.workspace({ run: runId(`R-${n}.1`) })];
}

/** What the user would be asked to approve. */
function specOf(one: HostileText): Partial<TicketSpec> & { readonly description: string } {
  const item = cut(one.text, LIST_ITEM_CHARS_MAX);
  const items = item.trim() === "" ? [`${one.name}: ${item}`.slice(0, LIST_ITEM_CHARS_MAX)] : [item];
  return {
    title: cut(`${one.name} ${oneLine(one.text)}`, TITLE_CHARS_MAX),
    // The name before it: a message of white space alone would not be taken.
    description: `${one.name}\n\n${one.text}`,
    criteria: items,
    scope: items,
    checks: items,
  };
}

function checksOf(one: HostileText) {
  const tree = checkedTree("already-red");
  const command = cut(oneLine(one.text), LIST_ITEM_CHARS_MAX);
  return {
    ...tree,
    checks: tree.checks.map((check) => ({
      ...check,
      command: `${one.name} ${command}`,
      output: one.text.slice(-EVIDENCE_CHARS_MAX),
    })),
  };
}

function verdictOf(one: HostileText) {
  const text = cut(one.text, FINDING_CHARS_MAX);
  return {
    opinion: "accept",
    criteria: [{ criterion: text, isMet: false, where: text }],
    findings: [{ file: cut(pathOf(one), FINDING_CHARS_MAX), line: 1, text }],
  } as const;
}

/** As git tells a subject, and as a title has to be: no control character, which ends a line or names a key. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

/** A path of a tree may hold anything but a NUL. */
function pathOf({ text }: HostileText): string {
  return text.replaceAll("\0", "").slice(0, 4_000) || "nothing";
}

function actorOf(command: Command): Actor {
  const isEngine = "key" in command || ["project.open", "conversation.begin-turn"].includes(command.type);
  return isEngine ? { kind: "engine" } : { kind: "user", session: "s-1" };
}
