// A session rests between turns, and is closed when it has rested for long; one that is in use never is.
import { expect, test } from "vitest";
import { answered } from "../domain/testing/stories.ts";
import { first, interrupting, reportTurn, second, startHost } from "./testing/host.ts";
import { SESSION_IDLE_MS } from "./conversation-host.ts";

test("a session that rested twice is not closed in the middle of the turn after it", async () => {
  let thinksMs = 0;
  const host = startHost({
    act: async () => {
      await host.clock.wait(thinksMs);
      return "an answer";
    },
  });
  const { tell, deliver, settled, pass, isAlive, opens, until, isThinking } = host;
  await settled(deliver(tell(first)));
  // Asked to make way before anything was sent: it rests again.
  const early = deliver(tell(reportTurn));
  tell(interrupting);
  expect(await settled(early)).toEqual({ kind: "interrupted" });
  // Longer than a session rests, and shorter than a turn may last.
  thinksMs = 1.4 * SESSION_IDLE_MS;
  const next = deliver(tell(first, answered(), reportTurn));
  await until(isThinking);
  await pass(1.2 * SESSION_IDLE_MS);
  expect([isAlive(), opens()]).toEqual([true, 1]);
  expect(await settled(next)).toMatchObject({ kind: "answered" });
});

test("a turn that never comes to its end is ended, and the next one finds the session", async () => {
  let thinksMs = 24 * 60 * 60_000;
  const host = startHost({
    act: async () => {
      await host.clock.wait(thinksMs);
      return "an answer";
    },
  });
  const { tell, deliver, settled, until, isThinking } = host;
  const endless = deliver(tell(first));
  await until(isThinking);
  expect(await settled(endless)).toEqual({
    kind: "lost",
    detail: "it was stopped at 15 min of at most 15 min for one turn",
    isFinal: true,
  });
  thinksMs = 0;
  expect(await settled(deliver(tell(first, answered(), second)))).toMatchObject({ kind: "answered" });
});
