// A soak in real time: the daemon in a process of its own, eight real agents, a user, and one fault after another; then calm, until all is over.
import { setTimeout as delay } from "node:timers/promises";
import { createRandom } from "../../src/adapters/simulated/random.ts";
import { isAlive } from "../../src/cli/daemon/place.ts";
import type { Control } from "../crash/plan.ts";
import { readJournal } from "../e2e/journal-of.ts";
import { processesOf } from "../e2e/live-processes.ts";
import { makeScene, type Scene } from "../e2e/scene.ts";
import { strike } from "./blows.ts";
import { startSoakDaemon, type SoakDaemon } from "./daemon.ts";
import { mountDisk, type Disk } from "./disk.ts";
import type { SoakOutcome } from "./judge.ts";
import { USER_FILES } from "./plan.ts";
import { FAULTS, scheduleOf, type Blow, type Fault } from "./schedule.ts";
import { slopeOfLives, type Sample } from "./slope.ts";
import { createSoakUser, isAllOver } from "./user.ts";
import { headsOf, landedOf, leftBehind, soakFaults, spendingOf } from "./verify.ts";

export const WORKERS = 8;
/** Less than eight workers reserve. */
const BUDGET_USD = 30;
const LOOK_MS = 700;
const SAMPLE_MS = 10_000;
const PROGRESS_MS = 30_000;
const HOLD_MS_MAX = 20_000;
/** Parts of the minutes that a fault lasts at most. */
const HOLD_PART = 0.05;
const CALM_MS_MAX = 420_000;
const REST_MS_MAX = 60_000;
const GONE_MS_MAX = 15_000;

/** A daemon that is killed while it is asked is not measured then; one that died by itself is told of at the next look. */
function noSample(_error: unknown): null {
  return null;
}

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly control: Control | null;
  readonly signal: AbortSignal;
  progress(text: string): void;
}

export interface RealSoak extends SoakOutcome {
  readonly tickets: number;
  readonly acts: Readonly<Record<string, number>>;
  readonly seen: readonly string[];
  readonly rssMb: { readonly first: number; readonly last: number; readonly max: number };
  readonly heapMb: { readonly first: number; readonly last: number };
  readonly samples: readonly (readonly Sample[])[];
}

export async function soak(options: SoakOptions): Promise<RealSoak> {
  const disk = mountDisk();
  process.env["TMPDIR"] = disk.folder;
  const at = makeScene({ files: { "README.md": "# Shop\n" } });
  for (const [path, text] of Object.entries(USER_FILES)) at.write(path, text);
  const course = new Course(at, disk, options);
  try {
    return await course.lead();
  } finally {
    await course.end();
    at.remove();
    disk.remove();
  }
}

class Course {
  readonly #at: Scene;
  readonly #disk: Disk;
  readonly #options: SoakOptions;
  readonly #begunAt = performance.now();
  readonly #troubles: string[] = [];
  readonly #survivors: string[] = [];
  readonly #seen: string[] = [];
  readonly #commits = new Set<string>();
  readonly #counts = new Map<Fault, number>();
  readonly #lives: Sample[][] = [];
  readonly #clock = { aheadMs: 0 };
  #daemon: SoakDaemon | null = null;
  /** A fault is under way, or was a moment ago: commands may fail. */
  #isDisturbed = false;
  #isOver = false;

  constructor(at: Scene, disk: Disk, options: SoakOptions) {
    this.#at = at;
    this.#disk = disk;
    this.#options = options;
  }

  async lead(): Promise<RealSoak> {
    const { minutes, seed, signal } = this.#options;
    const user = createSoakUser(createRandom(seed), WORKERS);
    await this.#start();
    const beside = [
      this.#strikeAll(scheduleOf(seed, minutes)),
      this.#sampleAll(),
      this.#tellProgress(user.counts),
    ];
    while (this.#elapsedMs() < minutes * 60_000 && !signal.aborted) await this.#look(user, false);
    await beside[0];
    const calmUntil = performance.now() + CALM_MS_MAX;
    let tables = await this.#look(user, true);
    while (!signal.aborted && (tables === null || !isAllOver(tables)) && performance.now() < calmUntil)
      tables = await this.#look(user, true);
    const open = Object.values(tables?.board ?? {}).filter(
      ({ stage }) => stage !== "landed" && stage !== "closed",
    );
    for (const { ticket, status, waitsFor } of open)
      this.#troubles.push(`${ticket} is open at the end: ${status} ${waitsFor ?? ""}`);
    if (signal.aborted) this.#troubles.push("it was interrupted");
    await this.#rest();
    this.#isOver = true;
    await Promise.all(beside);
    await this.end();
    return this.#outcome(user.counts);
  }

  /** Of whatever is left of it. */
  async end(): Promise<void> {
    this.#isOver = true;
    const daemon = this.#daemon;
    this.#daemon = null;
    if (daemon === null) return;
    const ending = await daemon.close();
    if (ending !== null) this.#troubles.push(`the daemon was told to end, and ${ending}`);
    for (const pid of processesOf(this.#at.home)) {
      this.#survivors.push(`process ${pid} lives on after its daemon has ended`);
      process.kill(pid, "SIGKILL");
    }
  }

  #elapsedMs(): number {
    return performance.now() - this.#begunAt;
  }

  #alive(): SoakDaemon {
    if (this.#daemon === null) throw new Error("There is no daemon at this moment");
    return this.#daemon;
  }

  async #start(): Promise<void> {
    const { repository, home } = this.#at;
    const { control } = this.#options;
    this.#daemon = await startSoakDaemon({
      repository,
      home,
      workers: WORKERS,
      budgetUsd: BUDGET_USD,
      clockAheadMs: this.#clock.aheadMs,
      control,
    });
    this.#lives.push([]);
  }

  async #look(user: ReturnType<typeof createSoakUser>, isCalm: boolean) {
    await delay(LOOK_MS);
    for (const commit of headsOf(this.#at.repository)) this.#commits.add(commit);
    const daemon = this.#daemon;
    if (daemon === null) return null;
    try {
      return await user.act(daemon, isCalm);
    } catch (error) {
      // A daemon that is killed, or has no room to write, answers no command.
      if (!this.#isDisturbed && daemon === this.#daemon)
        this.#troubles.push(`a command failed: ${String(error)} ${daemon.ending() ?? ""}`);
      return null;
    }
  }

  async #strikeAll(blows: readonly Blow[]): Promise<void> {
    for (const { atMs, fault } of blows) {
      while (this.#elapsedMs() < atMs && !this.#options.signal.aborted) await delay(LOOK_MS);
      if (this.#options.signal.aborted) return;
      this.#isDisturbed = true;
      try {
        const seen = fault === "daemonKilled" ? await this.#killAndStart() : await this.#strike(fault);
        this.#options.progress(`${fault}: ${seen ?? "not felt"}`);
        this.#seen.push(`${fault}: ${seen ?? "not felt"}`);
        if (seen !== null) this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
      } catch (error) {
        this.#troubles.push(`${fault} could not be struck: ${String(error)}`);
      }
      await delay(LOOK_MS);
      this.#isDisturbed = false;
    }
  }

  async #strike(fault: Exclude<Fault, "daemonKilled">): Promise<string | null> {
    const holdMs = Math.min(HOLD_MS_MAX, this.#options.minutes * 60_000 * HOLD_PART);
    return await strike(
      fault,
      { home: this.#at.home, disk: this.#disk, holdMs, daemon: () => this.#alive() },
      this.#clock,
    );
  }

  async #killAndStart(): Promise<string> {
    const daemon = this.#alive();
    this.#daemon = null;
    const former = await daemon.kill();
    await this.#start();
    const endAt = performance.now() + GONE_MS_MAX;
    while (former.some(isAlive) && performance.now() < endAt) await delay(LOOK_MS);
    for (const pid of former.filter(isAlive)) this.#survivors.push(`process ${pid} outlived a killed daemon`);
    return `with ${former.length} processes`;
  }

  async #sampleAll(): Promise<void> {
    for (let nextAt = 0; !this.#isOver; await delay(LOOK_MS)) {
      const daemon = this.#daemon;
      if (this.#elapsedMs() < nextAt || daemon === null || this.#isDisturbed) continue;
      const ending = daemon.ending();
      if (ending !== null) {
        this.#troubles.push(`the daemon died: ${ending}`);
        await this.#start();
        continue;
      }
      nextAt = this.#elapsedMs() + SAMPLE_MS;
      const memory = await daemon.memory().catch(noSample);
      if (memory !== null && daemon === this.#daemon)
        this.#lives.at(-1)?.push({ atMs: Math.round(this.#elapsedMs()), ...memory });
    }
  }

  async #tellProgress(acts: Readonly<Record<string, number>>): Promise<void> {
    for (let nextAt = PROGRESS_MS; !this.#isOver; await delay(LOOK_MS)) {
      if (this.#elapsedMs() < nextAt) continue;
      nextAt += PROGRESS_MS;
      const { rssMb = 0, heapMb = 0 } = this.#lives.at(-1)?.at(-1) ?? {};
      const { tickets, landed } = landedOf(this.#at, readJournal(this.#at.home));
      this.#options.progress(
        `${Math.round(this.#elapsedMs() / 1_000)} s: ${landed} of ${tickets} landed, ${rssMb.toFixed(1)} MiB (heap ${heapMb.toFixed(1)}), ${JSON.stringify(acts)}`,
      );
    }
  }

  /** What is owed after the last ticket: worktrees and branches that are taken away. */
  async #rest(): Promise<void> {
    const endAt = performance.now() + REST_MS_MAX;
    const isLeft = () => leftBehind(this.#at).some((one) => !one.endsWith("processes"));
    while (isLeft() && performance.now() < endAt && !this.#options.signal.aborted) await delay(LOOK_MS);
  }

  #outcome(acts: Readonly<Record<string, number>>): RealSoak {
    const journal = readJournal(this.#at.home);
    const { tickets, landed } = landedOf(this.#at, journal);
    const samples = this.#lives.flat();
    const all = samples.map(({ rssMb }) => rssMb);
    const faults = Object.fromEntries(FAULTS.map((fault) => [fault, this.#counts.get(fault) ?? 0])) as Record<
      Fault,
      number
    >; // made from all of FAULTS
    return {
      minutes: this.#options.minutes,
      tickets,
      landed,
      faults,
      ...soakFaults(this.#at, journal, this.#commits),
      survivors: this.#survivors,
      ...spendingOf(journal, { budgetUsd: BUDGET_USD, workers: WORKERS }),
      rssSlopeMiBPerHour: slopeOfLives(this.#lives),
      rssMb: { first: all[0] ?? 0, last: all.at(-1) ?? 0, max: Math.max(0, ...all) },
      heapMb: { first: samples[0]?.heapMb ?? 0, last: samples.at(-1)?.heapMb ?? 0 },
      samples: this.#lives,
      troubles: this.#troubles,
      seen: this.#seen,
      acts,
    };
  }
}
