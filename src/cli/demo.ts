// `jarvis demo`: the story of two tickets, told to the real conversation, agents, git and checks by a script that types like a user.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Host, Leftovers } from "../wire/host.ts";
import type { HostOptions, Sample } from "../wire/host-options.ts";
import {
  approveToFirstRequestMs,
  overheadMs,
  overlapOf,
  phaseOf,
  spreadOf,
  turnsWhileWorking,
  type Phase,
  type SaidAt,
  type Spread,
} from "./demo-figures.ts";
import { choiceOf, isCardOf, isReviewCardOf, isTrouble, progressLine } from "./demo-ticket.ts";
import type { Output } from "./output.ts";
import { digestUserBytes, writeUserFiles } from "./user-bytes.ts";
import { watch, type Watch } from "./watch.ts";

export interface DemoWorld {
  openHost(options: HostOptions): Promise<Host>;
  /** `stage`: files that the user has staged. A branch other than the target is checked out when `branch` is given. */
  makeSample(place?: { readonly parent: string; readonly branch?: string }): Promise<Sample>;
  stage(root: string, path: string): Promise<void>;
  /** Numbers of all live processes of a home, whoever started them. */
  liveProcesses(home: string): readonly number[];
}

export interface DemoOptions {
  readonly options: Omit<HostOptions, "path">;
  readonly world: DemoWorld;
  /** Leaves repositories, journals and request logs there. */
  readonly keep?: string;
  readonly isJson: boolean;
  readonly output: Pick<Output, "json" | "line" | "note">;
}

export interface DemoResult {
  readonly name: "demo";
  readonly model: string;
  readonly tickets: readonly {
    readonly id: string;
    readonly title: string;
    readonly branch: string | null;
    readonly landed: boolean;
    readonly commit: string | null;
  }[];
  readonly overlapMs: number;
  readonly interleavings: number;
  readonly userTurnsWhileWorking: number;
  readonly turnOverheadMs: {
    readonly alone: Spread;
    readonly withWorkers: Spread;
    readonly inReportTurn: Spread;
  };
  readonly approveToFirstRequestMs: readonly number[];
  /** What the user said and when, so that the figures can be derived again from the request log. */
  readonly turns: readonly (SaidAt & { readonly phase: Phase })[];
  readonly userBytesUntouched: boolean;
  readonly leftovers: Leftovers;
}

const STEP_LIMIT_MS = 180_000;
/** A report turn of a slow model: a message of the user must not wait for it. */
const REPORT_TURN_MS = 20_000;
const REPORT_TURN_AFTER_MS = 1_000;

export async function demo(options: DemoOptions): Promise<number> {
  const story = await onSample(options, "story", undefined, tellStory);
  // The second case: the target is checked out nowhere, the user works on a branch of their own.
  const elsewhere = await onSample(options, "elsewhere", "my-work", landOne);
  const result: DemoResult = {
    ...story,
    tickets: [...story.tickets, ...elsewhere.tickets],
    userBytesUntouched: story.userBytesUntouched && elsewhere.userBytesUntouched,
    leftovers: {
      worktrees: story.leftovers.worktrees + elsewhere.leftovers.worktrees,
      branches: story.leftovers.branches + elsewhere.leftovers.branches,
      processes: story.leftovers.processes + elsewhere.leftovers.processes,
      locks: story.leftovers.locks + elsewhere.leftovers.locks,
    },
  };
  if (options.isJson) options.output.json(result);
  else options.output.line(JSON.stringify(result, null, 2));
  const isClean = Object.values(result.leftovers).every((count) => count === 0);
  return result.tickets.every((ticket) => ticket.landed) &&
    result.userBytesUntouched &&
    isClean &&
    result.overlapMs > 0
    ? 0
    : 1;
}

type Told = Omit<DemoResult, "name" | "model" | "userBytesUntouched" | "leftovers">;

async function onSample(
  from: DemoOptions,
  name: string,
  branch: string | undefined,
  tell: (host: Host, seen: Watch) => Promise<Told>,
): Promise<DemoResult> {
  const place = from.keep === undefined ? undefined : join(from.keep, name);
  const sample = await from.world.makeSample({
    ...(place === undefined ? { parent: "" } : { parent: place }),
    ...(branch === undefined ? {} : { branch }),
  });
  const { toStage } = await writeUserFiles(sample.path);
  await from.world.stage(sample.path, toStage);
  const host = await from.world.openHost({
    ...from.options,
    path: sample.path,
    home: join(sample.scratch, "home"),
    target: "main",
    requestLogPath: join(sample.scratch, "requests.jsonl"),
  });
  try {
    host.client.onItem((item) => from.output.note(progressLine(item)));
    const before = await digestUserBytes(host);
    const told = await tell(host, watch(host.client, STEP_LIMIT_MS));
    await host.rest();
    const userBytesUntouched = (await digestUserBytes(host)) === before;
    return {
      name: "demo",
      model: host.model,
      ...told,
      userBytesUntouched,
      leftovers: await host.leftovers(),
    };
  } finally {
    await host.close();
    if (from.keep === undefined) await rm(sample.scratch, { recursive: true, force: true });
  }
}

async function tellStory(host: Host, seen: Watch): Promise<Told> {
  const said: SaidAt[] = [];
  const say = async (text: string) => said.push(await sayAndHear(host, seen, text));
  await say("I want to add dark mode and user profile features");
  await say("Sounds good, implement it");
  await say("Great! For user profiles, I want a display name and an e-mail address");
  await say("Okay, implement user profiles too");
  await say("how is it going?");
  await say("what is worker 2 doing?");
  host.setReportDelay(REPORT_TURN_MS);
  await untilReporting(host);
  await say("how is it going?");
  host.setReportDelay(REPORT_TURN_AFTER_MS);
  for (const ticket of ["T-1", "T-2"]) {
    const ready = await seen.until(
      `${ticket} to be ready`,
      (item) => isReviewCardOf(item, ticket) || isTrouble(item),
    );
    if (ready.item.kind === "notice") break;
    await say(ticket === "T-1" ? "merge it" : `land ${ticket}`);
  }
  await seen.untilBoard("both tickets to land", (rows) => rows.every((row) => row.stage === "landed"));
  await say("how is it going?");
  return { ...(await figures(host, said, seen)) };
}

async function landOne(host: Host, seen: Watch): Promise<Told> {
  const markdown = await host.readGit(["show", "HEAD:tickets/dark-mode.md"]);
  const added = await host.client.add(markdown);
  const card = await seen.until("the card", (item) => isCardOf(item, added.text));
  await host.client.choose(choiceOf(card.item, "approve & start, land when green"));
  await seen.untilBoard("the ticket to land", (rows) =>
    rows.some((row) => row.ticket === added.text && row.stage === "landed"),
  );
  return await figures(host, [], seen);
}

/** Types a message and waits for its answer; the answer of a turn stands for all messages in it. */
export async function sayAndHear(host: Host, seen: Watch, text: string): Promise<SaidAt> {
  const from = seen.items.length;
  const pushedAt = Date.now();
  const { text: message } = await host.client.say(text);
  const turnOf = () =>
    host.requests().find((one) => one.kind === "user" && one.messageIds.includes(message))?.turn ?? null;
  const answer = await seen.until(
    `an answer to "${text}"`,
    (item) => item.kind === "answer" && item.n === turnOf(),
    from,
  );
  return { message, pushedAt, answeredAt: answer.at };
}

async function untilReporting(host: Host): Promise<void> {
  const seen = watch(host.client, STEP_LIMIT_MS);
  await seen.untilBoard("a report turn", () =>
    host.requests().some((one) => one.kind === "report" && one.lastByteAt === 0),
  );
}

async function figures(host: Host, said: readonly SaidAt[], seen: Watch): Promise<Told> {
  const requests = host.requests();
  const turns = said.map((one) => ({ ...one, phase: phaseOf(one, requests) }));
  const spread = (phase: Phase) =>
    spreadOf(turns.filter((one) => one.phase === phase).flatMap((one) => overheadMs(one, requests) ?? []));
  const approvals = new Map<string, number>();
  for (const { item, at } of seen.items) {
    const ticket = item.kind === "notice" ? /^(T-\d+) approved/.exec(item.text)?.[1] : undefined;
    if (ticket !== undefined) approvals.set(ticket, at);
  }
  const tickets = await Promise.all(host.client.board().map((row) => ticketOf(host, row.ticket)));
  return {
    tickets,
    ...overlapOf(requests),
    userTurnsWhileWorking: turnsWhileWorking(said, requests),
    turnOverheadMs: {
      alone: spread("alone"),
      withWorkers: spread("withWorkers"),
      inReportTurn: spread("inReportTurn"),
    },
    approveToFirstRequestMs: approveToFirstRequestMs(approvals, requests),
    turns,
  };
}

/** What git itself says of a ticket's landing. */
export async function ticketOf(host: Host, id: string): Promise<DemoResult["tickets"][number]> {
  const row = host.client.board().find((one) => one.ticket === id);
  const commit = (
    await host.readGit([
      "log",
      "-1",
      "--format=%H",
      "--grep",
      `^Jarvis-Ticket: ${id}$`,
      host.client.banner.target,
    ])
  ).trim();
  return {
    id,
    title: row?.title ?? "",
    branch: row?.branch ?? null,
    landed: row?.stage === "landed" && commit !== "",
    commit: commit === "" ? null : commit,
  };
}
