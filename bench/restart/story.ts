// The story of a large project, told by the domain's own commands: tickets that landed, and live ones at every stage.
import {
  branchName,
  commitSha,
  contentHash,
  conversationId,
  messageId,
  projectId,
  sessionId,
  ticketId,
  treeSha,
  type RunId,
  type TicketId,
} from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { must, type Limits, type State } from "../../src/domain/state.ts";
import { latestRun } from "../../src/domain/ticket/latest-run.ts";
import type { Decided } from "../../src/journal/contract.ts";
import { ENGINE, Scribe, USER } from "./scribe.ts";

/** How far a ticket has come when the story ends. */
export type Chapter = "draft" | "queued" | "working" | "ready" | "landing" | "landed";

const CONVERSATION = conversationId("C1");
const TARGET = branchName("main");
const CHECKED = {
  target: commitSha("b".repeat(40)),
  tree: treeSha("f".repeat(40)),
  color: "green",
  checks: [
    {
      command: "npm test",
      color: "green",
      exitCode: 0,
      durationMs: 2_100,
      output: "12 passed, 0 failed\n".repeat(10),
    },
  ],
} as const;

export class Story {
  readonly #scribe: Scribe;

  /** Limits are the daemon's, not the journal's: the story may run as many at once as it likes. */
  constructor(ticketCount: number, project: { readonly id: string; readonly root: string }) {
    this.#scribe = new Scribe(limitsFor(ticketCount));
    this.#scribe.say(ENGINE, {
      type: "project.open",
      project: projectId(project.id),
      root: project.root,
      target: TARGET,
      highestTicket: 0,
    });
    const session = sessionId(this.#scribe.uuid);
    this.#scribe.say(ENGINE, { type: "conversation.open", conversation: CONVERSATION, session });
  }

  get state(): State {
    return this.#scribe.state;
  }

  /** What was decided since this was last asked. */
  take(): readonly Decided[] {
    return this.#scribe.take();
  }

  /** So that a daemon that opens it has nothing to start. */
  halt(): void {
    this.#scribe.say(USER, { type: "project.halt", reason: "the story is over" });
  }

  /** A ticket from the wish to this chapter; its worker takes so many turns. */
  tell(chapter: Chapter, turnCount: number): void {
    const ticket = this.#draft();
    if (chapter === "draft") return;
    this.#scribe.say(USER, { type: "ticket.approve", ticket, hash: must(this.state.tickets, ticket).hash });
    if (chapter === "queued") return;
    const run = this.#work(ticket, turnCount);
    if (chapter === "working") return;
    this.#report(run, turnCount);
    if (chapter === "ready") return;
    const { landHash } = must(this.state.runs, run);
    if (landHash === null) throw new RangeError(`${run} has nothing to land`);
    this.#scribe.say(USER, { type: "landing.approve", ticket, hash: landHash, isUnverifiedAccepted: false });
    if (chapter === "landed") this.#land(ticket, run);
  }

  #draft(): TicketId {
    const n = this.state.nextTicket;
    const ticket = ticketId(`T-${n}`);
    this.#converse(`I want a dark mode on page ${n}.`, () =>
      this.#scribe.say(this.#orchestrator(), {
        type: "ticket.draft",
        conversation: CONVERSATION,
        hash: contentHash(n.toString(16).padStart(64, "0")),
        spec: {
          title: `Add a dark mode to page ${n}`,
          description: `The settings page gets a switch for page ${n}. `.repeat(10),
          criteria: ["The switch keeps its position after a reload", "Contrast is at least 4.5 : 1"],
          scope: [`src/page-${n}`],
          checks: ["npm test"],
          workerType: "ticket-worker",
          model: null,
          budget: { turnsMax: 200, costUsdMax: 5 },
          target: TARGET,
          landWhenGreen: false,
          dependsOn: [],
          decided: [],
        },
      }),
    );
    return ticket;
  }

  /** One message of the user and its answer; the orchestrator acts between. */
  #converse(text: string, act: () => void): void {
    const seenSeq = this.state.seq;
    const message = messageId(`m-${seenSeq}`);
    this.#scribe.say(USER, {
      type: "conversation.receive",
      conversation: CONVERSATION,
      message,
      text,
      seenSeq,
    });
    this.#answer(act);
  }

  #answer(act: () => void): void {
    this.#scribe.say(ENGINE, { type: "conversation.begin-turn", conversation: CONVERSATION });
    act();
    const { turnCount: n } = must(this.state.conversations, CONVERSATION);
    this.#scribe.observe("deliver-message", { kind: "conversation", conversation: CONVERSATION }, (key) => ({
      type: "conversation.observe-answered",
      key,
      conversation: CONVERSATION,
      n,
      text: "That is on record. ".repeat(8),
    }));
  }

  #work(ticket: TicketId, turnCount: number): RunId {
    this.#scribe.observe("start-run", { kind: "ticket", ticket }, (key) => ({
      type: "ticket.start",
      key,
      ticket,
      base: commitSha("b".repeat(40)),
      session: sessionId(this.#scribe.uuid),
    }));
    const made = latestRun(this.state, must(this.state.tickets, ticket));
    if (made === null) throw new RangeError(`${ticket} has no run`);
    const { id: run, branch, messages } = made;
    const subject = { kind: "run", run } as const;
    const path = `/bench/project-worktrees/${run}`;
    this.#scribe.observe("prepare-workspace", subject, (key) => ({
      type: "run.observe-workspace",
      key,
      run,
      path,
      branch,
    }));
    const uuids = messages.map((message) => message.uuid);
    const start = { model: "claude", pid: 4_123 };
    this.#scribe.observe("run-agent", subject, (key) => ({
      type: "run.observe-agent-started",
      key,
      run,
      ...start,
    }));
    this.#scribe.observe("run-agent", subject, (key) => ({ type: "run.observe-delivered", key, run, uuids }));
    this.#scribe.observe("run-agent", subject, (key) => ({
      type: "run.observe-tool",
      key,
      run,
      tool: "Bash",
    }));
    for (let turn = 1; turn <= turnCount; turn += 1)
      this.#scribe.observe("run-agent", subject, (key) => ({
        type: "run.observe-usage",
        key,
        run,
        usage: usageOf(turn),
      }));
    return run;
  }

  #report(run: RunId, turnCount: number): void {
    const subject = { kind: "run", run } as const;
    const uuids = must(this.state.runs, run).messages.map((message) => message.uuid);
    const text = `The switch is there. ${"It keeps its position. ".repeat(20)}`;
    this.#scribe.observe("run-agent", subject, (key) => ({
      type: "run.observe-report",
      key,
      run,
      text,
      uuids,
      usage: usageOf(turnCount + 1),
    }));
    const counts = { fileCount: 2, added: 41, removed: 3, commitCount: 1 };
    const change = { ...counts, subject: "Add a dark mode", protectedPaths: [] };
    const head = commitSha("c".repeat(40));
    this.#scribe.observe("import-commits", subject, (key) => ({
      type: "run.observe-import",
      key,
      run,
      head,
      change,
      uncommitted: [],
    }));
    this.#scribe.observe("check-run", subject, (key) => ({
      type: "run.observe-checked",
      key,
      run,
      checked: CHECKED,
    }));
    this.#scribe.observe("review-run", subject, (key) => ({
      type: "run.observe-verdict",
      key,
      run,
      verdict: {
        opinion: "accept",
        criteria: [
          { criterion: "Contrast is at least 4.5 : 1", isMet: true, where: "src/settings/theme.css:12" },
        ],
        findings: [],
      },
      landHash: contentHash("d".repeat(64)),
    }));
    this.#answer(() => {});
  }

  #land(ticket: TicketId, run: RunId): void {
    const { stage } = must(this.state.tickets, ticket);
    if (stage.name !== "landing") throw new RangeError(`${ticket} is ${stage.name}, not landing`);
    const { landing } = stage;
    const subject = { kind: "landing", landing } as const;
    const commit = commitSha("e".repeat(40));
    const candidate = { commit, target: CHECKED.target, tree: CHECKED.tree, checked: CHECKED };
    this.#scribe.say(ENGINE, { type: "landing.begin", landing });
    this.#scribe.observe("verify-landing", subject, (key) => ({
      type: "landing.observe-verified",
      key,
      landing,
      candidate,
    }));
    this.#scribe.observe("land", subject, (key) => ({
      type: "landing.observe-landed",
      key,
      landing,
      commit,
    }));
    const of = { kind: "run", run } as const;
    this.#scribe.observe("stop-agent", of, (key) => ({ type: "run.observe-agent-stopped", key, run }));
    this.#scribe.observe("keep-work", of, (key) => ({ type: "run.observe-kept", key, run, ref: null }));
    this.#scribe.observe("remove-workspace", of, (key) => ({ type: "run.observe-removed", key, run }));
    this.#answer(() => {});
  }

  #orchestrator(): Actor {
    const { turnCount } = must(this.state.conversations, CONVERSATION);
    return { kind: "orchestrator", conversation: CONVERSATION, turn: turnCount };
  }
}

function limitsFor(ticketCount: number): Limits {
  return { runsMax: ticketCount, unreviewedMax: ticketCount };
}

function usageOf(turn: number) {
  return {
    turnCount: turn,
    inputTokens: 12_000 * turn,
    outputTokens: 800 * turn,
    costUsd: Math.round(turn * 12.5) / 1_000,
  };
}
