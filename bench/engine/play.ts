// Plays tickets through the real engine, so many at once, over a world that costs nothing. Run in a process of its own: memory is measured.
import { createSimulatedMachine } from "../../src/adapters/simulated/machine.ts";
import { createRandom } from "../../src/adapters/simulated/random.ts";
import { createSeededIds, createVirtualClock, type VirtualClock } from "../../src/adapters/simulated/time.ts";
import { contentHash, conversationId, projectId, sessionId, ticketId } from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { createAdmission } from "../../src/engine/admission.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { createMemoryJournal } from "../../src/journal/memory/memory-journal.ts";
import { createInstantWorld, TARGET } from "./instant-world.ts";

export interface Played {
  readonly runs: number;
  readonly elapsedMs: number;
  readonly events: number;
  /** Of the heap, while all are live, for each of them. */
  readonly bytesPerRun: number;
  readonly defects: number;
}

const CONVERSATION = conversationId("C1");
const ENGINE: Actor = { kind: "engine" };
const USER: Actor = { kind: "user", session: "bench" };
const DEFINITION = { name: "instant", description: "", prompt: "", tools: [], model: null, turnsMax: null };
/** Twice what the slowest machine of the last years would need at the limit. */
const STEPS_MAX = 5_000_000;

async function play(request: { readonly runs: number; readonly liveMax: number }): Promise<Played> {
  const { runs, liveMax } = request;
  const clock = createVirtualClock();
  let defects = 0;
  const engine = createEngine({
    ...createInstantWorld(clock),
    clock,
    ids: createSeededIds(createRandom(1)),
    journal: createMemoryJournal(),
    limits: { runsMax: liveMax, unreviewedMax: liveMax },
    admission: createAdmission({
      clock,
      machine: createSimulatedMachine(),
      rules: { runsMax: liveMax, workerMemoryMb: 0, diskFloorMb: 0, startGapMs: 0 },
    }),
    folders: ["/instant"],
    conversationCwd: "/instant",
    activity: () => undefined,
    tools: () => [],
    readDefinition: async () => DEFINITION,
    environmentOf: () => ({}),
    onDefect: (where, error) => {
      defects += 1;
      process.stderr.write(`defect in ${where}: ${String(error)}\n`);
    },
  });
  let landed = 0;
  engine.onEvents((published) => {
    for (const { type } of published) if (type === "ticket.landed") landed += 1;
  });
  engine.start();
  await open(engine, clock);
  const emptyBytes = heapBytes();
  const begun = performance.now();
  let asked = 0;
  let bytesPerRun = 0;
  let measuringMs = 0;
  for (let step = 0; step < STEPS_MAX && landed < runs; step += 1) {
    while (asked < runs && asked - landed < liveMax) ask(engine, (asked += 1));
    await clock.settle();
    // Once, in the middle of the first turns: all that may be live are, and none has landed.
    if (bytesPerRun === 0 && landed === 0 && areAllWorking(engine, Math.min(runs, liveMax))) {
      const from = performance.now();
      bytesPerRun = Math.round((heapBytes() - emptyBytes) / Math.min(runs, liveMax));
      measuringMs = performance.now() - from;
    }
    clock.advance();
  }
  const elapsedMs = performance.now() - begun - measuringMs;
  const { seq } = engine.state();
  await engine.stop();
  return { runs, elapsedMs: Math.round(elapsedMs), events: seq, bytesPerRun, defects };
}

async function open(engine: Engine, clock: VirtualClock): Promise<void> {
  const project = projectId("0123456789ab");
  void engine.submit(
    { type: "project.open", project, root: "/instant", target: TARGET, highestTicket: 0 },
    ENGINE,
  );
  const session = sessionId("00000000-0000-4000-8000-000000000000");
  void engine.submit({ type: "conversation.open", conversation: CONVERSATION, session }, ENGINE);
  await clock.settle();
}

/** A ticket that is drafted and approved, to land by itself. */
function ask(engine: Engine, n: number): void {
  const hash = contentHash(n.toString(16).padStart(64, "0"));
  const spec = {
    title: `Change number ${n}`,
    description: "A change of one line, with a test that shows it. ".repeat(4),
    criteria: ["The test passes"],
    scope: [`src/part-${n}`],
    checks: ["npm test"],
    workerType: "ticket-worker",
    model: null,
    budget: { turnsMax: 200, costUsdMax: 5 },
    target: TARGET,
    landWhenGreen: true,
    dependsOn: [],
    decided: [],
  };
  void engine.submit({ type: "ticket.draft", conversation: CONVERSATION, hash, spec }, USER).then((reply) => {
    if (reply.kind !== "accepted") throw new RangeError(reply.refusal.message);
    return engine.submit({ type: "ticket.approve", ticket: ticketId(reply.text), hash }, USER);
  });
}

function areAllWorking(engine: Engine, count: number): boolean {
  let working = 0;
  for (const { stage } of engine.state().runs.values()) if (stage.name === "working") working += 1;
  return working >= count;
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

if (import.meta.main) {
  const [runs = "100", liveMax = "100"] = process.argv.slice(2);
  console.log(JSON.stringify(await play({ runs: Number(runs), liveMax: Number(liveMax) })));
}
