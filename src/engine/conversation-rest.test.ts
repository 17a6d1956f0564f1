// A session rests between turns, and is closed when it has rested for long; one that is in use never is.
import { expect, test } from "vitest";
import { answered } from "../domain/testing/stories.ts";
import { first, interrupting, reportTurn, startHost } from "./testing/host.ts";
import { SESSION_IDLE_MS } from "./conversation-host.ts";

test("a session that rested twice is not closed in the middle of the turn after it", async () => {
  const { tell, deliver, settled, pass, isAlive, opens, until, isThinking } = startHost({
    turnMsMax: SESSION_IDLE_MS * 4,
    act: async (message) => `answer to ${message.uuid}`,
  });
  await settled(deliver(tell(first)));
  // Asked to make way before anything was sent: it rests again.
  const turn = tell(reportTurn);
  const early = deliver(turn);
  tell(interrupting);
  expect(await settled(early)).toEqual({ kind: "interrupted" });
  const next = deliver(tell(first, answered(), reportTurn));
  await until(isThinking);
  await pass(SESSION_IDLE_MS);
  expect([isAlive(), opens()]).toEqual([true, 1]);
  await settled(next);
});
