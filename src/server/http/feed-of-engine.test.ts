import { expect, test } from "vitest";
import { runUserCommand } from "../../catalogue/user-commands.ts";
import { runId, ticketId } from "../../domain/ids.ts";
import { must } from "../../domain/state.ts";
import { FRAME_MS } from "../../wire/feed.ts";
import { createFeed, type Feed } from "./feed.ts";
import { createEngineProject, type EngineProject } from "./testing/engine-project.ts";
import { follow } from "./testing/feed-scene.ts";
import { createManualTimers, type ManualTimers } from "./testing/manual-timers.ts";

const T1 = ticketId("T-1");
const R11 = runId("R-1.1");

/** A ticket that is drafted and approved by its user. */
async function startTicket({ daemon, project }: EngineProject): Promise<void> {
  const access = project.userAccess("s-1", null);
  await runUserCommand("add-ticket", { markdown: "# Add a dark mode\n" }, access);
  const { hash } = must(daemon.state().tickets, T1);
  await runUserCommand("approve-ticket", { ticket: "T-1", hash }, access);
}

async function land({ daemon, project }: EngineProject): Promise<void> {
  const { landHash } = must(daemon.state().runs, R11);
  const done = runUserCommand(
    "land",
    { ticket: "T-1", hash: landHash, isUnverifiedAccepted: true },
    project.userAccess("s-1", null),
  );
  expect(await daemon.settled(done)).toMatchObject({ kind: "accepted" });
  await daemon.until(() => must(daemon.state().tickets, T1).stage.name === "landed");
}

const isReady = ({ daemon }: EngineProject) => (daemon.state().runs.get(R11)?.landHash ?? null) !== null;

function feedOf(project: EngineProject["project"]): { readonly feed: Feed; readonly timers: ManualTimers } {
  const timers = createManualTimers();
  const feed = createFeed({
    project,
    timers,
    onDefect: (error) => {
      throw error;
    },
  });
  return { feed, timers };
}

test("who follows a ticket from its draft to the target sees at each frame what a newcomer sees", async () => {
  const scene = await createEngineProject();
  const { feed, timers } = feedOf(scene.project);
  const follower = follow(feed);
  timers.pass(FRAME_MS);
  const words = new Set<string>();
  const look = () => {
    timers.pass(FRAME_MS);
    const newcomer = follow(feed);
    timers.pass(FRAME_MS);
    expect(follower.view()).toEqual(newcomer.view());
    words.add(follower.view().tables.board["T-1"]?.word ?? "none");
    return false;
  };
  await startTicket(scene);
  await scene.daemon.until(() => look() || isReady(scene));
  expect(Object.keys(follower.view().tables.review)).toEqual(["R-1.1"]);
  await land(scene);
  look();
  expect([...words]).toEqual(expect.arrayContaining(["working", "ready", "landed"]));
  expect(follower.view().tables.review).toEqual({});
});

test("what was under way when the daemon started goes away on the screen too when it is over", async () => {
  const scene = await createEngineProject();
  await startTicket(scene);
  await scene.daemon.until(() => isReady(scene));
  const { feed, timers } = feedOf(scene.reopen());
  const follower = follow(feed);
  timers.pass(FRAME_MS);
  expect(Object.keys(follower.view().tables.review)).toEqual(["R-1.1"]);
  await land(scene);
  timers.pass(FRAME_MS);
  const newcomer = follow(feed);
  timers.pass(FRAME_MS);
  expect(follower.view()).toEqual(newcomer.view());
});
