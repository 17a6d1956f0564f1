import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoredEvent } from "../domain/events.ts";
import { instant } from "../domain/ids.ts";
import type { Clock } from "../ports/clock.ts";
import type { RepositoryFacts } from "../ports/repository.ts";
import { watchRepository } from "./watch-repository.ts";

let commonDir: string;
beforeEach(() => {
  commonDir = mkdtempSync(join(tmpdir(), "jarvis-watch-"));
  mkdirSync(join(commonDir, "logs"));
  for (const name of ["HEAD", "index", join("logs", "HEAD")]) writeFileSync(join(commonDir, name), "one");
});
afterEach(() => rmSync(commonDir, { recursive: true }));

/** Its waits end when the test says so. */
function handClock() {
  const waits: PromiseWithResolvers<void>[] = [];
  const clock: Clock = {
    now: () => instant(1),
    wait: (_ms, signal) => {
      const one = Promise.withResolvers<void>();
      signal?.addEventListener("abort", () => one.reject(signal.reason), { once: true });
      waits.push(one);
      return one.promise;
    },
  };
  const tick = async () => {
    waits.at(-1)?.resolve();
    await new Promise(setImmediate);
  };
  return { clock, tick };
}

function watched() {
  const { clock, tick } = handClock();
  const listeners: ((events: readonly StoredEvent[]) => void)[] = [];
  const told: RepositoryFacts[] = [];
  const facts = { targetTip: "tip" } as RepositoryFacts; // as much of it as is looked at here
  const stop = watchRepository(
    { repository: { describe: async () => facts }, commonDir },
    { onEvents: (listener) => (listeners.push(listener), () => undefined) },
    clock,
    (now) => told.push(now),
  );
  return { tick, told, stop, says: (type: string) => listeners[0]?.([{ type } as StoredEvent]) };
}

test("nothing is asked of git while nothing has changed", async () => {
  const { tick, told, stop } = watched();
  await tick();
  await tick();
  expect(told).toEqual([]);
  await stop();
});

test.each(["HEAD", "index", "packed-refs", join("logs", "HEAD")])(
  "%s that changes is noticed once",
  async (name) => {
    const { tick, told, stop } = watched();
    writeFileSync(join(commonDir, name), "something else");
    await tick();
    await tick();
    expect(told).toHaveLength(1);
    await stop();
  },
);

test("it is read again after what may have changed it", async () => {
  const { told, says, stop } = watched();
  says("run.reported");
  says("ticket.landed");
  await new Promise(setImmediate);
  expect(told).toHaveLength(1);
  await stop();
});
