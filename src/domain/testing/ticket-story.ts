// One ticket on its way to the target, as far as a test wants it.
import { runId, ticketId, type LandingId } from "../ids.ts";
import type { Candidate } from "../landing/state.ts";
import type { ChangeSummary, CheckColor, Verdict } from "../run/state.ts";
import { must, type State } from "../state.ts";
import type { TicketSpec } from "../ticket/state.ts";
import type { CommandIn, Step } from "./given.ts";
import {
  CANDIDATE,
  CHANGE,
  TIP,
  TREE,
  VERDICT,
  approve,
  approveLanding,
  checkedTree,
  draft,
  keyOf,
  observe,
  start,
} from "./stories.ts";

const STAGES = [
  "draft",
  "queued",
  "preparing",
  "working",
  "reported",
  "imported",
  "checked",
  "ready",
  "landing-queued",
  "verifying",
  "landing",
  "landed",
] as const;

export type StoryStage = (typeof STAGES)[number];

export interface StoryOptions {
  /** The ticket's number; it has to be the next one. */
  readonly n?: number;
  readonly spec?: Partial<TicketSpec>;
  readonly color?: CheckColor;
  readonly change?: Partial<ChangeSummary>;
  readonly verdict?: Partial<Verdict>;
}

/** All steps of one ticket until it stands there. It is approved, and landed, by the user's click. */
export function upTo(stage: StoryStage, options: StoryOptions = {}): Step {
  const n = options.n ?? 1;
  const ticket = ticketId(`T-${n}`);
  const run = runId(`R-${n}.1`);
  const color = options.color ?? "green";
  const steps: Readonly<Record<StoryStage, Step>> = {
    draft: draft(options.spec),
    queued: approve(ticket),
    preparing: start(ticket),
    working: observe.workspace({ run }),
    reported: observe.report({ run }),
    imported: observe.imported({ run, change: { ...CHANGE, ...options.change } }),
    checked: observe.checked({ run, checked: checkedTree(color) }),
    ready: observe.verdict({ run, verdict: { ...VERDICT, ...options.verdict } }),
    "landing-queued": approveLanding(ticket, color === "unverified"),
    verifying: (state) => ({ type: "landing.begin", landing: landingOf(state, n) }),
    landing: verified({ n, color }),
    landed: landed({ n }),
  };
  return STAGES.slice(0, STAGES.indexOf(stage) + 1).map((name) => steps[name]);
}

export function landingOf(state: State, n = 1): LandingId {
  const { stage } = must(state.tickets, ticketId(`T-${n}`));
  if (stage.name !== "landing") throw new RangeError(`T-${n} is ${stage.name}, not landing`);
  return stage.landing;
}

export function candidate(color: CheckColor): Candidate {
  return { commit: CANDIDATE, target: TIP, tree: TREE, checked: checkedTree(color) };
}

export function verified(over: { readonly n?: number; readonly color?: CheckColor } = {}): CommandIn {
  const { n = 1, color = "green" } = over;
  return (state) => ({
    type: "landing.observe-verified",
    key: keyOf(state, landingOf(state, n), "verify-landing"),
    landing: landingOf(state, n),
    candidate: candidate(color),
  });
}

export function landed({ n = 1 } = {}): CommandIn {
  return (state) => ({
    type: "landing.observe-landed",
    key: keyOf(state, landingOf(state, n), "land"),
    landing: landingOf(state, n),
    commit: CANDIDATE,
  });
}
