// What a crash leaves of a turn, and turns that end without a word: the message is answered all the same, and once.
import { describe, expect, test } from "vitest";
import { C1 } from "../domain/testing/stories.ts";
import type { AgentDriver } from "../ports/agent.ts";
import { first, startHost } from "./testing/host.ts";

describe("the record of a session", () => {
  test("is looked into when what a former daemon left is gone: it could still write the answer", async () => {
    const livesWhenRead: boolean[] = [];
    const bend = (driver: AgentDriver): AgentDriver => ({
      ...driver,
      traceMessage: (request) => {
        livesWhenRead.push(orphan.isAlive);
        return driver.traceMessage(request);
      },
    });
    const { tell, deliver, settled, world } = startHost({ bend });
    const orphan = world.spawn(C1);
    await settled(deliver(tell(first)));
    expect(livesWhenRead).toEqual([false]);
  });

  test("with an answer of no words is none: the agent is told to go on", async () => {
    const { tell, deliver, settled, record, sent } = startHost();
    const turn = tell(first);
    record(turn.uuid, "");
    expect(await settled(deliver(turn))).toEqual({
      kind: "answered",
      text: `answer to ${sent[0]?.uuid ?? ""}`,
    });
    expect(sent[0]?.text).toMatch(/^JARVIS was restarted before your answer was recorded/);
  });
});

test("a turn that ends without a word is not answered, and is owed again", async () => {
  const { tell, deliver, settled } = startHost({ act: async () => " \n" });
  expect(await settled(deliver(tell(first)))).toMatchObject({ kind: "lost", isFinal: false });
});
