// A project's live connection lives as long as its screens, and nothing of one project is shown for another.
import { expect, it, onTestFinished, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import type { ClientSaid, ServerSaid } from "../../../src/wire/feed.ts";
import { FeedProvider } from "./feed-context.tsx";
import { useConnection, useItems, useProject, useStreaming } from "./hooks.ts";
import { projectRow, upsert, userItem } from "./testing/rows.ts";

class FakeSocket extends EventTarget {
  readyState: number = WebSocket.CONNECTING;
  readonly address: string;
  readonly said: ClientSaid[] = [];

  constructor(address: string) {
    super();
    this.address = address;
    sockets.push(this);
  }

  send(text: string): void {
    this.said.push(JSON.parse(text) as ClientSaid);
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  accept(name: string): void {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event("open"));
    this.serve({
      type: "snapshot",
      epoch: name,
      seq: 1,
      journal: 1,
      now: Date.now(),
      rows: [upsert.project(projectRow({ name })), upsert.item(userItem(50, `said in ${name}`))],
    });
  }

  serve(said: ServerSaid): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(said) }));
  }
}

let sockets: FakeSocket[] = [];

function begin(): void {
  sockets = [];
  const fake = Object.assign(FakeSocket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
  vi.stubGlobal("WebSocket", fake);
  onTestFinished(() => void vi.unstubAllGlobals());
}

function Screen() {
  const project = useProject();
  const { items, readOlder } = useItems();
  useStreaming();
  return (
    <main>
      <output>{useConnection().kind}</output>
      <p>{project?.name ?? "nothing yet"}</p>
      <ul>{items.map((item) => item.kind === "user" && <li key={item.n}>{item.text}</li>)}</ul>
      <button onClick={readOlder}>Older</button>
    </main>
  );
}

const screenOf = (project: string) => (
  <FeedProvider project={project}>
    <Screen />
  </FeedProvider>
);
const main = () => page.getByRole("main");

it("connects to the project's feed, asks for what is looked at, and ends with its screens", async () => {
  begin();
  const { unmount } = await render(screenOf("a b"));
  await expect.element(main()).toMatchTextContent("connecting");
  sockets[0]?.accept("first");
  await expect.element(main()).toMatchTextContent("first");
  await expect.element(main()).toMatchTextContent("live");
  expect(sockets[0]?.address).toBe(`ws://${location.host}/api/p/a%20b/feed`);
  expect(sockets[0]?.said[0]).toMatchObject({ type: "hello", epoch: null, topics: ["deltas"] });
  await unmount();
  expect(sockets[0]?.readyState).toBe(WebSocket.CLOSED);
});

it("shows nothing of one project in another, also when an answer for the first comes late", async () => {
  begin();
  const late = Promise.withResolvers<void>();
  vi.stubGlobal("fetch", async () => {
    await late.promise;
    return Response.json({ items: [userItem(3, "older, of first")], before: null });
  });
  const { rerender } = await render(screenOf("p1"));
  sockets[0]?.accept("first");
  await expect.element(main()).toMatchTextContent("said in first");
  await page.getByRole("button", { name: "Older" }).click();
  await rerender(screenOf("p2"));
  await expect.element(main()).toMatchTextContent("nothing yet");
  sockets.at(-1)?.accept("second");
  await expect.element(main()).toMatchTextContent("said in second");
  late.resolve();
  sockets[0]?.serve({
    type: "frame",
    epoch: "first",
    seq: 2,
    journal: 2,
    rows: [upsert.item(userItem(51, "later, of first"))],
  });
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  await expect.element(main()).not.toMatchTextContent("of first");
  expect(sockets[0]?.readyState).toBe(WebSocket.CLOSED);
});
