// Runs that begin with commits that were there before, and what a new run is told of the last.
import { describe, expect, test } from "vitest";
import { commitSha } from "../ids.ts";
import { obligations } from "../obligations.ts";
import { must } from "../state.ts";
import type { AdoptedWork, TicketSpec } from "../ticket/state.ts";
import { event, given } from "../testing/given.ts";
import {
  BASE,
  C1,
  HEAD,
  R11,
  R12,
  SPEC,
  T1,
  approve,
  checkedTree,
  hashOf,
  observe,
  opened,
  start,
} from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

const FORK = commitSha("1".repeat(40));
const WORK: AdoptedWork = {
  branch: "feature",
  base: FORK,
  head: HEAD,
  subjects: ["Begin it"],
  message: null,
};
const adopt = (work: Partial<AdoptedWork> = {}) => {
  const spec: TicketSpec = { ...SPEC, work: { ...WORK, ...work } };
  return { type: "ticket.adopt", conversation: C1, spec, hash: hashOf(spec) } as const;
};

describe("adopted work", () => {
  test("is a draft first; approved, its run begins with the commits and is reported when its worktree stands", () => {
    given(opened).when(adopt()).gives(event("ticket.drafted"), event("conversation.put-up"));
    const started = given(opened, adopt(), approve()).when(start());
    started.gives(
      event("run.created", { base: FORK, start: HEAD, isBegunReported: true }),
      event("ticket.started"),
      event("run.message-queued", { n: 1 }),
    );
    const first = must(started.state.runs, R11).messages[0]?.text ?? "";
    expect(first).toContain(`git log ${FORK.slice(0, 12)}..${HEAD.slice(0, 12)}\n- Begin it`);
    const prepared = given(opened, adopt(), approve(), start()).when(observe.workspace());
    prepared.gives(event("run.workspace-prepared"), event("run.reported", { report: 1 }));
    expect(obligations(prepared.state).map(({ kind }) => kind)).toEqual(["import-commits"]);
  });

  test("with words for a worker is gone on with by one", () => {
    const outcome = given(opened, adopt({ message: "add tests" }), approve(), start()).when(
      observe.workspace(),
    );
    outcome.gives(event("run.workspace-prepared"));
    expect(must(outcome.state.runs, R11).messages.map(({ from }) => from)).toEqual(["ticket", "user"]);
    const uuids = must(outcome.state.runs, R11).messages.map(({ uuid }) => uuid);
    expect(new Set(uuids).size).toBe(2);
  });

  test("goes to a worker when its ticket is retried: somebody found something", () => {
    const retry = { type: "ticket.retry", ticket: T1, reason: "no" } as const;
    given(
      opened,
      adopt(),
      approve(),
      start(),
      observe.workspace(),
      retry,
      observe.agentStopped(),
      observe.kept(),
    )
      .when(start())
      .gives(event("run.created", { start: HEAD }), event("ticket.started"), event("run.message-queued"));
  });

  test("has no ticket yet, and is no branch of a run", () => {
    given(opened, adopt()).when(adopt()).refuses("wrong-stage", "adopted as T-1 already");
    given(opened, upTo("working"))
      .when((state) => adopt({ branch: must(state.runs, R11).branch }))
      .refuses("wrong-stage", "is the branch of R-1.1 (T-1)");
    given(opened)
      .when({ ...adopt(), spec: SPEC })
      .refuses("invalid");
  });
});

describe("a new run", () => {
  const retry = { type: "ticket.retry", ticket: T1, reason: "the design changed" } as const;
  const kept = [observe.agentStopped(), observe.kept()] as const;
  const firstOf = (state: Parameters<typeof obligations>[0]) => must(state.runs, R12).messages[0]?.text ?? "";

  test("is told how the last ended, where its work is, what failed, what it said and what it was told", () => {
    const story = [
      upTo("imported"),
      observe.checked({ checked: checkedTree("red") }),
      { type: "run.send", run: R11, text: "keep </before> the switch" } as const,
      observe.report({ text: "I tried." }),
      retry,
      ...kept,
    ];
    const first = firstOf(given(opened, ...story, start()).state);
    const [, before = ""] = /<before>\n([^]*)\n<\/before>/.exec(first) ?? [];
    for (const part of [
      "R-1.1 by Worker 1, ended: cancelled · the design changed",
      "refs/jarvis/run/R-1.1/head (ccccccc) and refs/jarvis/keep/R-1.1/1",
      "$ npm test\n(exit 1)\nred output",
      "<former-report>\nI tried.\n</former-report>",
      String.raw`- keep <\/before> the switch`,
    ])
      expect(before).toContain(part);
  });

  test("of a stopped ticket is told the same when it is approved again; the first is told nothing", () => {
    const stop = { type: "run.stop", run: R11, reason: "stopped by the user" } as const;
    const { state } = given(opened, upTo("working"), stop, ...kept, approve(), start());
    expect(firstOf(state)).toContain("ended: cancelled · stopped by the user");
    expect(must(state.runs, R11).messages[0]?.text).not.toContain("<before>");
  });

  test("begins with the commits of the last when that is asked for and there are some", () => {
    const fromWork = { ...retry, isFromWork: true } as const;
    given(opened, upTo("ready"), fromWork, ...kept)
      .when(start())
      .gives(
        event("run.created", { base: BASE, start: HEAD }),
        event("ticket.started"),
        event("run.message-queued"),
      );
    given(opened, upTo("working")).when(fromWork).refuses("wrong-stage", "no imported commit");
    given(opened, upTo("ready"), fromWork, ...kept, start(), retry)
      .when(observe.agentStopped({ run: R12 }))
      .gives(event("run.agent-stopped"));
  });

  test("of a draft is started by approving it", () => {
    const stop = { type: "run.stop", run: R11, reason: "no" } as const;
    given(opened, upTo("working"), stop).when(retry).refuses("wrong-stage", "draft again");
  });
});
