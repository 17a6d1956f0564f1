// The conversation on a page of its own, with rows made by hand and every request answered by the test.
import { onTestFinished, vi } from "vitest";
import type { RowUpsert } from "../../../../../src/wire/rows.ts";
import { FeedOf } from "../../../feed/feed-context.tsx";
import { handMadeFeed, type HandMadeFeed } from "../../../feed/testing/hand-made-feed.ts";
import { orchestratorRow, projectRow, upsert } from "../../../feed/testing/rows.ts";
import { writeStored } from "../../../ui/stored.ts";
import { show } from "../../../ui/testing/show.tsx";
import { TalkScreen } from "../talk-screen.tsx";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly commandId: string | null;
  readonly csrf: string | null;
}

type Reply = { readonly status: number; readonly body: unknown } | "no answer" | undefined;

export type Answer = (asked: Asked) => Reply | Promise<Reply>;

export interface TalkShown {
  readonly feed: HandMadeFeed;
  /** Commands only, in order. */
  readonly commands: () => readonly Asked[];
  readonly asked: Asked[];
  readonly opened: { readonly workers: string[]; readonly reviews: string[]; settingsCount: number };
}

const ACCEPTED = { status: 200, body: { kind: "accepted", text: "done", journal: 1 } };

/** Rows of project and orchestrator are there already. `answer`: undefined takes the usual answer. */
export async function showTalk(
  rows: readonly RowUpsert[] = [],
  { answer, isLive = true }: { readonly answer?: Answer; readonly isLive?: boolean } = {},
): Promise<TalkShown> {
  // What a test before this one wrote and put off.
  writeStored("draft.p1", "");
  writeStored("later.p1", "[]");
  const asked = stubFetch(answer);
  const base = [upsert.project(projectRow()), upsert.orchestrator(orchestratorRow())];
  const feed = handMadeFeed({ rows: [...base, ...rows], isLive });
  const opened = { workers: new Array<string>(), reviews: new Array<string>(), settingsCount: 0 };
  await show(
    <FeedOf feed={feed}>
      <div className="flex h-dvh flex-col">
        <TalkScreen
          onOpenWorker={(run) => opened.workers.push(run)}
          onOpenReview={(ticket) => opened.reviews.push(ticket)}
          onOpenSettings={() => opened.settingsCount++}
        />
      </div>
    </FeedOf>,
  );
  return { feed, asked, opened, commands: () => asked.filter(({ path }) => path.includes("/commands/")) };
}

function stubFetch(answer: Answer = () => undefined): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    const request: Asked = {
      method: init.method ?? "GET",
      path: input,
      body: typeof init.body === "string" ? JSON.parse(init.body) : null,
      commandId: headers.get("idempotency-key"),
      csrf: headers.get("x-jarvis-csrf"),
    };
    asked.push(request);
    const reply = (await answer(request)) ?? usualAnswer(request);
    if (reply === "no answer") throw new TypeError("Failed to fetch");
    return Response.json(reply.body, { status: reply.status });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return asked;
}

function usualAnswer({ path }: Asked): { readonly status: number; readonly body: unknown } {
  if (path === "/api/session")
    return { status: 200, body: { csrf: "csrf-1", version: "0.1.0", projects: [] } };
  if (path.includes("/conversation")) return { status: 200, body: { items: [], before: null } };
  return path.includes("/commands/")
    ? ACCEPTED
    : { status: 404, body: { kind: "refused", code: "x", message: "?" } };
}
