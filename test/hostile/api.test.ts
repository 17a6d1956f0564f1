// Whatever is posted as a message or as a ticket comes back over HTTP and in the feed as letters. The control is the journal, which keeps
// what was said: there the same look finds plenty.
import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "../../src/domain/state.ts";
import { C1 } from "../../src/domain/testing/stories.ts";
import { createFakeDaemon } from "../../src/server/http/testing/fake-daemon.ts";
import { createEngineProject, type EngineProject } from "../../src/server/http/testing/engine-project.ts";
import { followFeed } from "../../src/server/http/testing/feed-follower.ts";
import { startTestServer, type TestServer } from "../../src/server/http/testing/test-server.ts";
import { pathTo } from "../../src/wire/routes.ts";
import { stringsThatAct } from "./testing/acts.ts";
import { HOSTILE_TEXTS } from "./texts.ts";

const TEST_MS_MAX = 120_000;
const WAITING_MAX = 50;

let scene: EngineProject;
let server: TestServer;

beforeAll(async () => {
  scene = await createEngineProject();
  server = await startTestServer(createFakeDaemon([scene.project]));
});

afterAll(async () => await server.close());

const project = () => scene.project.id;

async function post(command: string, body: unknown): Promise<number> {
  const answer = await server.post(pathTo("command", { project: project(), command }), body);
  const said: unknown = await answer.json();
  expect(stringsThatAct(said)).toEqual([]);
  return answer.status;
}

async function read(path: string): Promise<unknown> {
  return await (await server.ask(path)).json();
}

/** The orchestrator takes its turns: only so many messages may wait for one. */
async function answerAll(): Promise<void> {
  const { daemon } = scene;
  const said = () => must(daemon.state().conversations, C1);
  if (said().queue.length >= WAITING_MAX)
    await daemon.until(() => said().queue.length === 0 && said().running === null);
}

/** Every page of the conversation. */
async function conversation(): Promise<readonly unknown[]> {
  const pages: unknown[] = [];
  for (let before: number | null = 1_000_000; before !== null;) {
    const page = await read(`${pathTo("conversation", { project: project() })}?limit=200&before=${before}`);
    pages.push(page);
    before = (page as { before: number | null }).before; // ConversationPage of src/wire/reads.ts
  }
  return pages;
}

test(
  "a message and a ticket with any of the texts are stored as they came and given without what acts",
  async () => {
    const taken: string[] = [];
    for (const { name, text } of HOSTILE_TEXTS) {
      await answerAll();
      const statuses = [
        await post("say", { text: `${name}\n${text}`.slice(0, 65_536), seenSeq: scene.daemon.state().seq }),
        await post("add-ticket", { markdown: `# ${name}\n\n${text}` }),
      ];
      if (statuses.every((status) => status === 200)) taken.push(name);
    }
    const feed = await followFeed(
      `ws://127.0.0.1:${server.port}${pathTo("feed", { project: project() })}`,
      { headers: { authorization: `Bearer ${server.token}` } },
      [],
    );
    await feed.until((said) => said.length > 0);
    feed.websocket.close();
    const given = [
      await conversation(),
      await read(pathTo("board", { project: project() })),
      await Promise.all(
        [...scene.daemon.state().tickets.keys()].map((ticket) =>
          read(pathTo("ticket", { project: project(), ticket })),
        ),
      ),
      feed.said,
    ];
    expect(stringsThatAct(given)).toEqual([]);
    expect(server.defects).toEqual([]);
    // All of it came in: each is named in the conversation and as a ticket.
    const whole = JSON.stringify(given);
    expect(taken.filter((name) => whole.split(JSON.stringify(name).slice(1, -1)).length < 3)).toEqual([]);
    expect(taken.length).toBeGreaterThanOrEqual(500);
    // The control: the journal has them as they were said.
    expect(stringsThatAct(scene.daemon.events()).length).toBeGreaterThan(100);
    console.log(
      `${taken.length} hostile texts as messages and as tickets over HTTP: 0 control characters in rows and feed.`,
    );
  },
  TEST_MS_MAX,
);
