// Stories that tests begin with: a project, a ticket on its way, what the engine observes, what the user says.
import type { Command } from "../commands.ts";
import {
  branchName,
  commitSha,
  contentHash,
  conversationId,
  messageId,
  projectId,
  runId,
  sessionId,
  ticketId,
  treeSha,
  type ContentHash,
  type ObligationKey,
  type RunId,
  type TicketId,
} from "../ids.ts";
import type { ObligationKind } from "../obligation.ts";
import { obligations } from "../obligations.ts";
import type { ChangeSummary, CheckColor, CheckedTree, Run, Usage, Verdict } from "../run/state.ts";
import { canonicalJson } from "../canonical.ts";
import type { Actor } from "../shared.ts";
import { must, type State } from "../state.ts";
import type { TicketSpec } from "../ticket/state.ts";
import { refusal } from "./account-choices.ts";
import { uuid, type CommandIn, type Step } from "./given.ts";

export const C1 = conversationId("C1");
export const [T1, T2, T3] = [ticketId("T-1"), ticketId("T-2"), ticketId("T-3")] as const;
export const [R11, R12, R21] = [runId("R-1.1"), runId("R-1.2"), runId("R-2.1")] as const;
export const BASE = commitSha("b".repeat(40));
export const HEAD = commitSha("c".repeat(40));
export const TIP = commitSha("d".repeat(40));
export const CANDIDATE = commitSha("e".repeat(40));
export const TREE = treeSha("f".repeat(40));
const SESSION = sessionId(uuid(900));

export const SPEC: TicketSpec = {
  title: "Add a dark mode",
  description: "A switch in the settings.",
  criteria: ["The switch keeps its position"],
  scope: ["src/settings/**"],
  checks: ["npm test"],
  workerType: "ticket-worker",
  model: null,
  budget: { turnsMax: 200, costUsdMax: 5 },
  target: branchName("main"),
  landWhenGreen: false,
  dependsOn: [],
  decided: [],
};

/** Not the digest that the catalogue makes, yet as long, and another one for another spec. */
export function hashOf(value: unknown): ContentHash {
  let [low, high] = [7, 11];
  for (const character of canonicalJson(value)) {
    const code = character.codePointAt(0) ?? 0;
    low = Math.imul(low ^ code, 16_777_619) >>> 0;
    high = Math.imul(high + code, 2_654_435_761) >>> 0;
  }
  const digits = [low, high].map((part) => part.toString(16).padStart(8, "0")).join("");
  return contentHash(digits.repeat(4));
}

export const CHANGE: ChangeSummary = {
  fileCount: 2,
  added: 41,
  removed: 3,
  commitCount: 1,
  subject: "Add a dark mode",
  protectedPaths: [],
};
export const USAGE: Usage = { turnCount: 3, inputTokens: 1_000, outputTokens: 200, costUsd: 0.25 };
export const VERDICT: Verdict = {
  opinion: "accept",
  criteria: [{ criterion: "The switch keeps its position", isMet: true, where: "src/settings/theme.ts:12" }],
  findings: [],
};
export const LAND_HASH = hashOf("run, base, head");

export function checkedTree(color: CheckColor): CheckedTree {
  const isGreen = color === "green";
  const check = { command: "npm test", exitCode: isGreen ? 0 : 1, durationMs: 20, output: `${color} output` };
  return {
    target: TIP,
    tree: TREE,
    color,
    checks: color === "unverified" ? [] : [{ ...check, color }],
  };
}

export const opened: readonly Command[] = [
  {
    type: "project.open",
    project: projectId("0123456789ab"),
    root: "/project",
    target: SPEC.target,
    highestTicket: 0,
  },
  { type: "conversation.open", conversation: C1, session: SESSION },
];

export function draft(over: Partial<TicketSpec> = {}): Command {
  const spec = { ...SPEC, ...over };
  return { type: "ticket.draft", conversation: C1, spec, hash: hashOf(spec) };
}

/** With the hash that the card of this moment shows. */
export function approve(ticket: TicketId = T1): CommandIn {
  return (state) => ({ type: "ticket.approve", ticket, hash: must(state.tickets, ticket).hash });
}

export function approveLanding(ticket: TicketId = T1, isUnverifiedAccepted = false): CommandIn {
  return (state) => {
    const run = state.runs.get(runId(`R-${ticket.slice(2)}.${state.tickets.get(ticket)?.runCount || 1}`));
    return { type: "landing.approve", ticket, hash: run?.landHash ?? LAND_HASH, isUnverifiedAccepted };
  };
}

/** The key of what is owed now. A test that observes what nobody asked for names its own key. */
export function keyOf(state: State, subject: string, kind: ObligationKind): ObligationKey {
  const found = obligations({ ...state, halted: null }).find(
    (one) => one.kind === kind && one.key.startsWith(`${subject}/`),
  );
  if (found === undefined)
    throw new RangeError(
      `${subject} owes no ${kind}: ${obligations(state)
        .map((one) => one.key)
        .join()}`,
    );
  return found.key;
}

type Of<Type extends Command["type"]> = Extract<Command, { readonly type: Type }>;
type Over<Type extends Command["type"]> = Partial<Omit<Of<Type>, "type">>;

export const start =
  (ticket: TicketId = T1, over: Over<"ticket.start"> = {}): CommandIn =>
  (state) => ({
    type: "ticket.start",
    key: over.key ?? keyOf(state, ticket, "start-run"),
    ticket,
    base: BASE,
    session: SESSION,
    ...over,
  });

/** Observations of a run, each with the key that is owed unless a test gives another. */
function ofRun<Type extends Extract<Command, { run: RunId; key: ObligationKey }>["type"]>(
  type: Type,
  kind: ObligationKind,
  defaults: (run: Run) => Omit<Of<Type>, "type" | "key" | "run">,
) {
  return (over: Over<Type> & { readonly run?: RunId } = {}): CommandIn =>
    (state) => {
      const run = must(state.runs, over.run ?? R11);
      const key = over.key ?? keyOf(state, run.id, kind);
      return { type, ...defaults(run), ...over, run: run.id, key } as Of<Type>; // `defaults` gives what the type asks for besides
    };
}

export const observe = {
  workspace: ofRun("run.observe-workspace", "prepare-workspace", ({ id, branch }) => ({
    path: `/project-worktrees/${id}`,
    branch,
  })),
  agentStarted: ofRun("run.observe-agent-started", "run-agent", () => ({ model: "playbook", pid: 4_123 })),
  tool: ofRun("run.observe-tool", "run-agent", () => ({ tool: "Bash" })),
  delivered: ofRun("run.observe-delivered", "run-agent", allOf),
  usage: ofRun("run.observe-usage", "run-agent", () => ({ usage: USAGE })),
  report: ofRun("run.observe-report", "run-agent", (run) => ({
    text: "The switch is there.",
    usage: USAGE,
    ...allOf(run),
  })),
  refused: ofRun("run.observe-refused", "run-agent", () => ({ refusal: refusal() })),
  reviewRefused: ofRun("run.observe-review-refused", "review-run", () => ({ refusal: refusal() })),
  lost: ofRun("run.observe-agent-lost", "run-agent", () => ({ detail: "exit status 137", needs: null })),
  imported: ofRun("run.observe-import", "import-commits", () => ({
    head: HEAD,
    change: CHANGE,
    uncommitted: [],
  })),
  importRefused: ofRun("run.observe-import-refused", "import-commits", () => ({
    detail: "Refused to import the commits of R-1.1: it does not descend from its base.",
  })),
  checked: ofRun("run.observe-checked", "check-run", () => ({ checked: checkedTree("green") })),
  conflict: ofRun("run.observe-conflict", "check-run", () => ({ target: TIP, files: ["a.txt"] })),
  verdict: ofRun("run.observe-verdict", "review-run", () => ({ verdict: VERDICT, landHash: LAND_HASH })),
  agentStopped: ofRun("run.observe-agent-stopped", "stop-agent", () => ({})),
  kept: ofRun("run.observe-kept", "keep-work", (run) => ({ ref: `refs/jarvis/keep/${run.id}/1` })),
  removed: ofRun("run.observe-removed", "remove-workspace", () => ({})),
};

function allOf(run: Run): { readonly uuids: readonly string[] } {
  return { uuids: run.messages.map((message) => message.uuid) };
}

/** What a message of the user starts: it waits, and its turn begins. `seenSeq`: by default, all that happened so far was seen. */
export function says(text: string, over: { readonly id?: string; readonly seenSeq?: number } = {}): Step {
  return [receive(text, over), { type: "conversation.begin-turn", conversation: C1 }];
}

export function receive(
  text: string,
  over: { readonly id?: string; readonly seenSeq?: number } = {},
): CommandIn {
  return (state) => ({
    type: "conversation.receive",
    conversation: C1,
    message: messageId(over.id ?? `said-${state.seq}`),
    text,
    seenSeq: over.seenSeq ?? state.seq,
  });
}

/** Whatever waits in the conversation is told in the next turn. */
export const beginTurn: Command = { type: "conversation.begin-turn", conversation: C1 };

export function answered(text = "Done.", over: Over<"conversation.observe-answered"> = {}): CommandIn {
  return (state) => ({
    type: "conversation.observe-answered",
    key: over.key ?? keyOf(state, C1, "deliver-message"),
    conversation: C1,
    n: over.n ?? must(state.conversations, C1).turnCount,
    text,
  });
}

/** The orchestrator in the turn that runs now. */
export function orchestrator(state: State): Actor {
  const { turnCount } = must(state.conversations, C1);
  return { kind: "orchestrator", conversation: C1, turn: turnCount };
}

export const byOrchestrator = (command: CommandIn): Step => ({ by: orchestrator, command });
