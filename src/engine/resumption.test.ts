import { expect, test } from "vitest";
import { createVirtualClock } from "../adapters/simulated/time.ts";
import type { RunId } from "../domain/ids.ts";
import { must } from "../domain/state.ts";
import { given } from "../domain/testing/given.ts";
import { R11, opened } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { createFacts } from "./facts.ts";
import { createResumption, type Turn } from "./resumption.ts";

const [A, B, C] = ["R-1.1", "R-2.1", "R-3.1"] as unknown as readonly [RunId, RunId, RunId]; // run ids have this form

/** Three runs that worked when the former daemon ended. */
function afterRestart(runsMax: number) {
  const facts = createFacts();
  const clock = createVirtualClock();
  const resumption = createResumption({ runsMax: () => runsMax, facts, clock });
  const { state } = given(opened, upTo("working"));
  const one = must(state.runs, R11);
  resumption.begin([A, B, C].map((id) => ({ ...one, id })));
  const turns = new Map<RunId, Turn>();
  const ask = (run: RunId, signal = new AbortController().signal) =>
    resumption.turn(run, signal).then((turn) => turns.set(run, turn));
  const waits = (run: RunId) => facts.read(run, "resume")?.value ?? null;
  const settled = async () => {
    await clock.settle();
    return [...turns.keys()];
  };
  return { ask, turns, settled, waits };
}

test("agents of the former life start one after another: the next when the one before has its session", async () => {
  const { ask, turns, settled, waits } = afterRestart(3);
  for (const run of [A, B, C]) void ask(run);
  expect(await settled()).toEqual([A]);
  expect([waits(A), waits(B), waits(C)]).toEqual([null, "1 before it", "2 before it"]);
  turns.get(A)?.opened();
  expect(await settled()).toEqual([A, B]);
  // One that never got a session makes way as well.
  turns.get(B)?.over();
  expect(await settled()).toEqual([A, B, C]);
  expect(waits(C)).toBeNull();
});

test("no more of them than workers may run at once", async () => {
  const { ask, turns, settled } = afterRestart(1);
  for (const run of [A, B]) void ask(run);
  await settled();
  turns.get(A)?.opened();
  expect(await settled()).toEqual([A]);
  turns.get(A)?.over();
  expect(await settled()).toEqual([A, B]);
});

test("one that is not owed any more leaves its place to the next", async () => {
  const { ask, turns, settled } = afterRestart(3);
  const control = new AbortController();
  void ask(A);
  const leaving = ask(B, control.signal);
  void ask(C);
  await settled();
  control.abort();
  await expect(leaving).rejects.toBe(control.signal.reason);
  turns.get(A)?.opened();
  expect(await settled()).toEqual([A, C]);
});

test("a later life, and a run that began in this daemon, wait for nobody", async () => {
  const { ask, turns, settled } = afterRestart(1);
  void ask(A);
  await settled();
  turns.get(A)?.over();
  void ask(B);
  await settled();
  void ask(A);
  void ask("R-9.1" as RunId); // as above
  expect(await settled()).toEqual([A, B, "R-9.1"]);
});
