// The daemon of a soak, whole and in a process of its own; its model and its clock obey lines of JSON on standard input. `node daemon-main.ts PLAN`.
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { openDaemon } from "../../src/compose/daemon.ts";
import { instant } from "../../src/domain/ids.ts";
import type { EngineOptions } from "../../src/engine/engine.ts";
import type { FaultPlan } from "../../src/playbook/faults.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { withoutProtection } from "../crash/controls.ts";
import type { Order, SoakPlan, ToldByDaemon } from "./plan.ts";

const plan: SoakPlan = JSON.parse(process.argv[2] ?? "{}");
const clockAhead = { ms: plan.clockAheadMs };
const model: { setFaults: (faults: FaultPlan) => void } = { setFaults: () => undefined };

function say(told: ToldByDaemon): void {
  writeSync(1, `${JSON.stringify(told)}\n`);
}

/** What the machine's clock says, and as much more as it has jumped; nobody waits longer for it. */
function jumpable(clock: Clock): Clock {
  return {
    now: () => instant(clock.now() + clockAhead.ms),
    wait: (delayMs, signal) => clock.wait(delayMs, signal),
  };
}

function wrapped(options: EngineOptions): EngineOptions {
  const made = withoutProtection(options, plan.control, plan.repository);
  return { ...made, clock: jumpable(options.clock) };
}

function obey(order: Order): void {
  if (order.kind === "faults") model.setFaults(order.faults);
  else if (order.kind === "clock") clockAhead.ms = order.aheadMs;
  else {
    // Twice: what the first frees by finalizers the second takes away.
    globalThis.gc?.();
    globalThis.gc?.();
    say({ kind: "collected", heapMb: process.memoryUsage().heapUsed / 2 ** 20 });
  }
}

const daemon = await openDaemon(
  {
    path: plan.repository,
    home: plan.home,
    port: 0,
    isUnsafe: false,
    model: "playbook",
    turnDelayMs: 300,
    runsMax: plan.workers,
    workerMemoryMb: 0,
    diskFloorMb: 0,
    startGapMs: 200,
    dayUsdMax: null,
    projectUsdMax: plan.budgetUsd,
    tell: (text) => say({ kind: "notice", text }),
  },
  {
    onPlaybook: (playbook) => (model.setFaults = (faults) => playbook.setFaults(faults)),
    engine: wrapped,
  },
);
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => obey(JSON.parse(line)));
// Whoever started it is gone: nobody would end it.
lines.on("close", () => void daemon.close());
say({ kind: "ready", project: daemon.project });
await daemon.closed;
process.exit();
