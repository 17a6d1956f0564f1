// Strikes every n-th point, each in a scene of its own, and looks at what is left.
import { availableParallelism, loadavg } from "node:os";
import type { Faults } from "../e2e/outside-evidence.ts";
import type { Scene } from "../e2e/scene.ts";
import { blowsOf, kindsWithout, type Blow, type Recordings } from "./enumerate.ts";
import { lead, type Life } from "./life.ts";
import { CONTROLS, type Control, type LifePlan, type SceneName, type SeenPoint } from "./plan.ts";
import { makeShop } from "./scene.ts";
import { faultsOf } from "./verify.ts";

/** From the start of the next daemon until nothing of the former is alive and every run has been looked at. */
const SETTLED_MS_MAX = 5_000;
/** A scene is mostly waiting; more at once than cores would only make each late. */
const LANES = 2;
/** A point that this often was not come by is told as missed: two calls at once may change their order. */
const TRIES_MAX = 3;

/** Where each control strikes: a moment after which only the missing protection helps. */
const CONTROL_POINT: Readonly<Record<Control, string>> = {
  "lands-blindly": "land.1/repository.land#1/after",
  "keeps-nothing": "keep-work.1/workspaces.keep#1/after",
};

export interface Outcome extends Faults {
  readonly blow: Blow;
  readonly isMissed: boolean;
  readonly stuck: readonly string[];
  /** What of the former daemon was alive too long, or which run was not looked at in time. */
  readonly late: readonly string[];
  readonly verifiedMs: number | null;
  readonly formerGoneMs: number | null;
}

export interface CrashReport {
  /** Places times victims. */
  readonly points: number;
  readonly places: number;
  readonly list: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly uncoveredEffects: readonly string[];
  readonly controlsFailed: Readonly<Record<Control, boolean>>;
}

export async function strikeEvery(
  n: number,
  options: { readonly offset?: number; progress(text: string): void },
): Promise<CrashReport> {
  const recordings = await record();
  const blows = blowsOf(recordings);
  const chosen = blows.filter((_blow, index) => index % n === (options.offset ?? 0) % n);
  options.progress(`${blows.length} blows at ${new Set(blows.map(({ point }) => point)).size} points`);
  const outcomes: Outcome[] = [];
  const controls: Partial<Record<Control, boolean>> = {};
  const jobs = [
    // The slow ones first, so that no lane ends long after the other.
    ...chosen
      .toSorted((one, other) => one.scene.localeCompare(other.scene))
      .map((blow) => async () => {
        const outcome = await struck(blow);
        outcomes.push(outcome);
        options.progress(`${outcomes.length}/${chosen.length} ${textOf(outcome)}`);
      }),
    ...CONTROLS.map((control) => async () => {
      controls[control] = await isCaught(control);
    }),
  ];
  await inLanes(jobs);
  return {
    points: blows.length,
    places: new Set(blows.map(({ point }) => point)).size,
    list: blows.map(({ scene, point, victim }) => `${scene} ${point} × ${victim}`),
    outcomes,
    uncoveredEffects: kindsWithout(blows),
    controlsFailed: {
      "lands-blindly": controls["lands-blindly"] === true,
      "keeps-nothing": controls["keeps-nothing"] === true,
    },
  };
}

/** Both scenes undisturbed: what they come by, and that they land. */
async function record(): Promise<Recordings> {
  const [git, agents] = await Promise.all([recordOne("git"), recordOne("agents")]);
  return { git, agents };
}

async function recordOne(scene: SceneName): Promise<readonly SeenPoint[]> {
  return await inShop(async (at) => {
    const life = await lead(planOf(at, { scene }));
    const faults = Object.values(faultsOf(at)).flat();
    if (life.exitCode !== 0 || faults.length > 0)
      throw new Error(`The scene ${scene} goes wrong undisturbed: ${faults.join("; ")}. ${life.stderr}`);
    return life.lines.flatMap((line) => (line.kind === "point" ? [line.seen] : []));
  });
}

async function struck(blow: Blow, triesLeft = TRIES_MAX): Promise<Outcome> {
  const outcome = await inShop((at) => strikeOnce(at, blow, null));
  return outcome.isMissed && triesLeft > 1 ? await struck(blow, triesLeft - 1) : outcome;
}

async function isCaught(control: Control): Promise<boolean> {
  const point = CONTROL_POINT[control];
  const blow: Blow = { scene: "git", effect: "control", point, victim: "daemon" };
  const { isMissed, lost, twice } = await inShop((at) => strikeOnce(at, blow, control));
  return !isMissed && (control === "lands-blindly" ? twice : lost).length > 0;
}

async function strikeOnce(at: Scene, blow: Blow, control: Control | null): Promise<Outcome> {
  const first = await lead(planOf(at, { scene: blow.scene, strike: blow, control }));
  const alive = first.lines.find((line) => line.kind === "strike")?.alive ?? null;
  const isOver = first.signal !== "SIGKILL" || first.isStuck;
  const second = isOver ? null : await lead(planOf(at, { scene: blow.scene, control }), alive ?? []);
  const last = second ?? first;
  return {
    blow,
    isMissed: alive === null,
    ...faultsOf(at),
    stuck: last.exitCode === 0 ? [] : [endOf(last)],
    late: second === null ? [] : latenessOf(second),
    verifiedMs: second?.verifiedMs ?? null,
    formerGoneMs: second?.formerGoneMs ?? null,
  };
}

function latenessOf(life: Life): readonly string[] {
  // A machine with more to do than cores gets as much longer.
  const [load = 0] = loadavg();
  const msMax = SETTLED_MS_MAX * Math.max(1, load / availableParallelism());
  const isLate = (ms: number | null) => ms === null || ms > msMax;
  return [
    ...(isLate(life.formerGoneMs)
      ? [`the former daemon's processes were gone after ${life.formerGoneMs} ms`]
      : []),
    ...(isLate(life.verifiedMs) ? [`every run was looked at after ${life.verifiedMs} ms`] : []),
  ];
}

function endOf({ isStuck, exitCode, signal, stderr, lines }: Life): string {
  const notices = lines.flatMap((line) => (line.kind === "notice" ? [line.text] : []));
  const how = isStuck ? "it never landed" : `it ended with ${exitCode ?? signal}`;
  return `${how}; said last: ${notices.slice(-3).join(" / ")}; ${stderr.slice(-800)}`;
}

export function faultTexts(outcome: Outcome): readonly string[] {
  const { lost, twice, corrupt, staleLocks, leftovers, stuck, late } = outcome;
  return [...lost, ...twice, ...corrupt, ...staleLocks, ...leftovers, ...stuck, ...late];
}

function textOf(outcome: Outcome): string {
  const faults = faultTexts(outcome);
  const { scene, point, victim } = outcome.blow;
  const how = outcome.isMissed ? "missed" : faults.length === 0 ? "ok" : `WRONG: ${faults.join("; ")}`;
  return `${scene} ${point} × ${victim}: ${how}`;
}

async function inShop<Result>(work: (at: Scene) => Promise<Result>): Promise<Result> {
  const at = makeShop();
  try {
    return await work(at);
  } finally {
    at.remove();
  }
}

function planOf(at: Scene, plan: Pick<LifePlan, "scene"> & Partial<LifePlan>): LifePlan {
  return { strike: null, control: null, ...plan, repository: at.repository, home: at.home };
}

async function inLanes(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...jobs];
  const lane = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
