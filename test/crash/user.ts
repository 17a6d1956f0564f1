// The user of a scene, who looks at the board and does what is next: the same in the first life and in every later one.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openAsks } from "../../src/domain/run/asks.ts";
import type { HandWork, Run } from "../../src/domain/run/state.ts";
import type { Actor } from "../../src/domain/shared.ts";
import type { EngineAccess } from "../../src/engine/engine.ts";
import type { Host } from "../../src/wire/host.ts";
import { KEPT_FILE, LANDED_FILE, type SceneName } from "./plan.ts";

const LOOK_MS = 20;
/** A report turn that lasts long enough for the user to speak into it. */
const REPORT_TURN_MS = 3_000;
const QUESTION = "how is it going?";

const TICKET = `# Add a note

A file with one line.

## Checks
- sh check.sh
`;
/** Its worker asks before it writes, so that each life may be struck while it waits, and as it is answered. */
const WISH = `Add a note
\`\`\`sh ask=yes
printf '${LANDED_FILE.text.replace("\n", "\\n")}' > ${LANDED_FILE.path}
\`\`\`

## Checks
- sh check.sh`;

const USER: Actor = { kind: "user", session: "crash" };
const NO_WORK: HandWork = { commits: [], isCut: false, uncommitted: [] };

type Watched = Pick<EngineAccess, "state" | "submit">;

/** Returns when the ticket has landed and nothing is left to do. */
export async function actAsUser(scene: SceneName, host: Host, engine: Watched): Promise<void> {
  if (scene === "agents") host.setReportDelay(REPORT_TURN_MS);
  for (; !hasLanded(host); await delay(LOOK_MS)) await doNext(scene, host, engine);
  host.setReportDelay(0);
  await host.rest();
}

async function doNext(scene: SceneName, host: Host, engine: Watched): Promise<void> {
  const [row] = host.client.board();
  if (row === undefined) {
    if (scene === "git") await host.client.add(TICKET);
    else if (isSilent(engine)) await host.client.say(WISH);
    return;
  }
  if (scene === "agents" && isReporting(engine) && !hasAsked()) {
    await host.client.say(QUESTION);
    host.setReportDelay(0);
  }
  if (scene === "git" && (await isTakenOver(engine))) return;
  await answerAsks(engine);
  if (row.stage === "review") leaveFile(engine);
  for (const card of host.client.pending()) {
    const choice = card.kind === "card" ? card.choices[0] : undefined;
    if (choice !== undefined) await host.client.choose(choice.n);
  }
}

function hasLanded(host: Host): boolean {
  const rows = host.client.board();
  return rows.length > 0 && rows.every(({ stage }) => stage === "landed");
}

/** Nothing was said, or all of it is answered and no ticket came of it. */
function isSilent(engine: Watched): boolean {
  return [...engine.state().conversations.values()].every(
    ({ running, queue }) => running === null && queue.length === 0,
  );
}

function isReporting(engine: Watched): boolean {
  return [...engine.state().conversations.values()].some(({ running }) => running?.kind === "report");
}

let isAsked = false;
/** Once a life: an interrupt is part of the scene, a second question of a later life does no harm. */
function hasAsked(): boolean {
  const before = isAsked;
  isAsked = true;
  return before;
}

/** The first report is looked at by hand in the worktree, which is then given back as it was: what is reviewed is the second. */
async function isTakenOver(engine: Watched): Promise<boolean> {
  for (const run of engine.state().runs.values()) {
    if (run.stage.name === "taken-over" && run.stage.head !== null)
      await engine.submit(
        { type: "run.give-back", run: run.id, isDone: true, work: NO_WORK, text: null },
        USER,
      );
    else if (isReady(run) && run.report === 1)
      await engine.submit({ type: "run.take-over", run: run.id }, USER);
    else if (run.stage.name !== "taken-over") continue;
    return true;
  }
  return false;
}

async function answerAsks(engine: Watched): Promise<void> {
  for (const run of engine.state().runs.values())
    for (const { n } of openAsks(run))
      await engine.submit({ type: "run.answer", run: run.id, ask: n, choice: "once", text: "" }, USER);
}

/** Work that no commit holds, in a worktree whose agent is gone. */
function leaveFile(engine: Watched): void {
  for (const run of engine.state().runs.values()) {
    const folder = run.workspacePath;
    if (folder === null || !isReady(run) || !existsSync(folder)) continue;
    writeFileSync(join(folder, KEPT_FILE.path), KEPT_FILE.text);
  }
}

function isReady({ stage }: Run): boolean {
  return stage.name === "reported" && stage.step.name === "ready";
}
