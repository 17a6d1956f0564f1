import { expect, test } from "vitest";
import { C1, receive } from "../../domain/testing/stories.ts";
import { must } from "../../domain/state.ts";
import { startDaemon } from "../testing/daemon.ts";

test("a daemon that is stopped in a turn is no death of its agent: the turn keeps its lives", async () => {
  const daemon = await startDaemon({ act: () => new Promise(() => undefined) });
  await daemon.say(receive("hello", { id: "m-1" }));
  await daemon.until(() => daemon.sent.length === 1);
  await daemon.settled(daemon.engine().stop());
  expect(daemon.events().map((event) => event.type)).not.toContain("conversation.turn-lost");
  expect(must(daemon.state().conversations, C1).running).toMatchObject({ life: 0 });
});

test("a death of the agent is one, and the turn is owed to the next life", async () => {
  let isFirst = true;
  const daemon = await startDaemon({
    act: (_request, message) => {
      if (!isFirst) return Promise.resolve(`answer to ${message.uuid}`);
      isFirst = false;
      return new Promise(() => undefined);
    },
  });
  await daemon.say(receive("hello", { id: "m-1" }));
  await daemon.until(() => daemon.sent.length === 1);
  for (const process of daemon.world.processes) daemon.world.kill(process);
  await daemon.until(() => must(daemon.state().conversations, C1).running === null);
  const types = daemon.events().map((event) => event.type);
  expect(types.filter((type) => type.startsWith("conversation.turn-"))).toEqual([
    "conversation.turn-begun",
    "conversation.turn-lost",
    "conversation.turn-answered",
  ]);
});
