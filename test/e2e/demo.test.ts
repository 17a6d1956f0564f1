// One run of the demo, and every figure that it prints derived again from what it left behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  changedUserBytes,
  changesOf,
  commitsOf,
  companyOf,
  configurationOf,
  lanesWithin,
  leftoversOf,
  overheadOf,
  overlapOf,
  readStage,
  spreadOf,
  ticketsOf,
  ties,
  trailersOf,
  turnsTaken,
  workerSpans,
  type Stage,
  type Turn,
} from "./demo-evidence.ts";
import { lastJson, runJarvis, type Ending } from "./jarvis-process.ts";
import { eventsOf, type Parsed } from "./journal-of.ts";
import { processesOf } from "./live-processes.ts";
import { cleanEnvironment, git, makeScene } from "./scene.ts";
import { until } from "./until.ts";

/** It takes about 70 s on two cores, most of it the model's. */
const DEMO_MS_MAX = 240_000;
/** How far a time on the terminal may be from the same time in the journal. */
const CLOCK_MS = 500;

let folder: string;
let ending: Ending;
let printed: Parsed;
let story: Stage;
let elsewhere: Stage;
let turns: readonly Turn[];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-demo-")));
  ending = await runJarvis(["demo", "--json", "--keep", folder]);
  printed = lastJson(ending);
  story = readStage(join(folder, "story"));
  elsewhere = readStage(join(folder, "elsewhere"));
  turns = printed.turns;
}, DEMO_MS_MAX);

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe("the demo's tickets", () => {
  test("are those that git and the journal have, landed, and the command says so with status 0", () => {
    expect(printed.tickets).toEqual([...ticketsOf(story), ...ticketsOf(elsewhere)]);
    expect(printed.tickets).toHaveLength(3);
    expect(printed.tickets.every((ticket: Parsed) => ticket.landed)).toBe(true);
    expect(ending.exitCode).toBe(0);
  });

  test("are each one commit of the target, which says of itself whose it is", () => {
    for (const stage of [story, elsewhere]) {
      for (const { data } of eventsOf(stage.journal, "ticket.landed")) {
        expect(commitsOf(stage, data.ticket)).toEqual([data.commit]);
        expect(trailersOf(stage, data.commit)).toEqual({
          "Jarvis-Ticket": data.ticket,
          "Jarvis-Run": data.run,
          "Jarvis-Landing": data.landing,
        });
      }
    }
  });

  test("landed the tree on which the checks were green, and no other", () => {
    for (const stage of [story, elsewhere]) {
      for (const { data } of eventsOf(stage.journal, "landing.verified")) {
        const tree = git(stage.repository, "rev-parse", `${data.candidate.commit}^{tree}`).trim();
        expect(data.candidate.checked).toMatchObject({ tree, color: "green" });
      }
      const verified = eventsOf(stage.journal, "landing.verified").map(({ data }) => data.candidate.commit);
      const landed = eventsOf(stage.journal, "ticket.landed").map(({ data }) => data.commit);
      expect(verified).toEqual(expect.arrayContaining(landed));
    }
  });
});

describe("the demo's figures", () => {
  test("of two workers at once are those of the request log", () => {
    const overlap = overlapOf(story.requests);
    const lanes = lanesWithin(story.requests, overlap);
    expect(printed.overlapMs).toBe(overlap.to - overlap.from);
    expect(printed.overlapMs).toBeGreaterThan(0);
    expect(Math.abs(printed.interleavings - changesOf(lanes))).toBeLessThanOrEqual(ties(story.requests));
    expect(printed.interleavings).toBeGreaterThanOrEqual(3);
  });

  test("show each worker, the other one and the conversation taking turns at the model", () => {
    const lanes = ["conversation/C1", "worker/R-1.1", "worker/R-2.1"];
    const within = lanesWithin(story.requests, overlapOf(story.requests));
    expect([...new Set(within)].toSorted()).toEqual(lanes);
    for (const [one = "", other = ""] of [lanes.slice(0, 2), lanes.slice(1), [lanes[0], lanes[2]]])
      expect(turnsTaken(story.requests, one, other)).toBeGreaterThanOrEqual(3);
  });

  test("count the user's turns beside a worker", () => {
    const spans = workerSpans(story.requests);
    const beside = turns.filter((turn) =>
      spans.some(({ from, to }) => from <= turn.answeredAt && to >= turn.pushedAt),
    );
    expect(printed.userTurnsWhileWorking).toBe(beside.length);
    expect(printed.userTurnsWhileWorking).toBeGreaterThanOrEqual(3);
  });

  test("name each turn's company as the request log has it, and all three kinds occur", () => {
    expect(turns.map((turn) => turn.phase)).toEqual(turns.map((turn) => companyOf(turn, story.requests)));
    expect([...new Set(turns.map((turn) => turn.phase))].toSorted()).toEqual([
      "alone",
      "inReportTurn",
      "withWorkers",
    ]);
  });

  test("say of each turn the times that the journal has", () => {
    expect(turns.map((turn) => turn.message)).toEqual(
      eventsOf(story.journal, "conversation.message-received").map(({ data }) => data.message),
    );
    for (const turn of turns) {
      const received = eventsOf(story.journal, "conversation.message-received").find(
        ({ data }) => data.message === turn.message,
      );
      const begun = eventsOf(story.journal, "conversation.turn-begun").findLast(({ data }) =>
        data.messages.includes(turn.message),
      );
      const answered = eventsOf(story.journal, "conversation.turn-answered").find(
        ({ data }) => data.n === begun?.data.n,
      );
      expect((received?.at ?? 0) - turn.pushedAt).toBeGreaterThanOrEqual(0);
      expect((received?.at ?? 0) - turn.pushedAt).toBeLessThan(CLOCK_MS);
      expect(turn.answeredAt - (answered?.at ?? 0)).toBeGreaterThanOrEqual(0);
      expect(turn.answeredAt - (answered?.at ?? 0)).toBeLessThan(CLOCK_MS);
    }
  });

  test("of a message in a report turn come from turns that were interrupted and told again", () => {
    const asked = eventsOf(story.journal, "conversation.turn-interrupt-asked").map(({ data }) => data.n);
    const begun = eventsOf(story.journal, "conversation.turn-begun").filter(({ data }) =>
      asked.includes(data.n),
    );
    expect(begun.map(({ data }) => data.kind)).toContain("report");
    const reports = eventsOf(story.journal, "conversation.report-queued").map(({ data }) => data.id);
    const answered = eventsOf(story.journal, "conversation.turn-answered").map(({ data }) => data.n);
    const told = eventsOf(story.journal, "conversation.turn-begun")
      .filter(({ data }) => answered.includes(data.n))
      .flatMap(({ data }) => data.messages);
    expect(told).toEqual(expect.arrayContaining(reports));
  });

  test("of what a turn costs besides the model are those of the request log", () => {
    for (const phase of ["alone", "withWorkers", "inReportTurn"]) {
      const overheads = turns
        .filter((turn) => turn.phase === phase)
        .map((turn) => overheadOf(turn, story.requests));
      expect(printed.turnOverheadMs[phase]).toEqual(spreadOf(overheads));
    }
  });

  test("of approvals are the time from the journal's event to the worker's first request", () => {
    const approved = eventsOf(story.journal, "ticket.approved");
    expect(printed.approveToFirstRequestMs).toHaveLength(approved.length);
    for (const [index, { data, at }] of approved.entries()) {
      const run = eventsOf(story.journal, "run.created").find((one) => one.data.ticket === data.ticket);
      const first = story.requests.find((one) => one.role === "worker" && one.id === run?.data.run);
      const fromJournal = (first?.at ?? 0) - at;
      expect(fromJournal).toBeGreaterThan(0);
      expect(Math.abs(printed.approveToFirstRequestMs[index] - fromJournal)).toBeLessThan(CLOCK_MS);
    }
  });
});

describe("what the demo leaves", () => {
  const none = { worktrees: 0, branches: 0, locks: 0, processes: 0 };

  test("is nothing, counted in place and as printed", () => {
    expect(printed.leftovers).toEqual(none);
    expect(leftoversOf(story)).toEqual(none);
    expect(leftoversOf(elsewhere)).toEqual(none);
  });

  test("is every byte of the user, whether the target is checked out or not", () => {
    const fresh = makeScene();
    for (const { repository } of [story, elsewhere]) {
      expect(changedUserBytes(repository)).toEqual([]);
      expect(configurationOf(repository)).toEqual(configurationOf(fresh.repository));
    }
    fresh.remove();
    expect(printed.userBytesUntouched).toBe(true);
  });

  test("is a checkout that went along with the target, or stayed on the user's own branch", () => {
    expect(git(story.repository, "symbolic-ref", "HEAD").trim()).toBe("refs/heads/main");
    expect(git(story.repository, "diff", "--name-only", "HEAD").trim().split("\n")).toEqual([
      "README.md",
      "src/notes.js",
    ]);
    expect(git(elsewhere.repository, "symbolic-ref", "HEAD").trim()).toBe("refs/heads/my-work");
    expect(git(elsewhere.repository, "rev-list", "--count", "HEAD").trim()).toBe("1");
  });
});

describe("the control of these counts", () => {
  test("sees a worktree, a branch, a lock and a process that were left", async () => {
    const { repository, home } = elsewhere;
    git(repository, "branch", "jarvis/t-9.1-left");
    git(repository, "worktree", "add", "--quiet", "--detach", join(folder, "left"));
    writeFileSync(join(repository, ".git", "refs", "heads", "left.lock"), "");
    const left = spawn("sleep", ["60"], { env: cleanEnvironment({ JARVIS_HOME: home }), stdio: "ignore" });
    await until("the process to be there", () => processesOf(home).length > 0, { limitMs: 5_000 });
    expect(leftoversOf(elsewhere)).toEqual({ worktrees: 1, branches: 1, locks: 1, processes: 1 });
    const gone = once(left, "exit");
    left.kill("SIGKILL");
    await gone;
  });

  test("sees one changed byte of the user, and a ticket that landed twice", () => {
    const { repository } = elsewhere;
    writeFileSync(join(repository, "scratch.txt"), "a note to mysel\n");
    expect(changedUserBytes(repository)).toEqual(["scratch.txt"]);
    git(repository, "switch", "--quiet", "--force", "main");
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "Again\n\nJarvis-Ticket: T-1");
    expect(ticketsOf(elsewhere)).toMatchObject([{ id: "T-1", landed: false }]);
  });
});
