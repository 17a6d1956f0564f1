import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClientSaid, ServerSaid } from "../../../src/wire/feed.ts";
import { type Connection, openSocket, retryDelayMs, type SocketOptions } from "./socket.ts";

/** A connection whose other end is the test. */
class FakeSocket extends EventTarget {
  readyState: number = WebSocket.CONNECTING;
  readonly said: ClientSaid[] = [];

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  accept(): void {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  serve(said: ServerSaid): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(said) }));
  }

  close(): void {
    this.cut(1000);
  }

  cut(code = 1006): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

function frame(seq: number): ServerSaid {
  return { type: "frame", epoch: "e1", seq, journal: seq, rows: [] };
}

function begin(over: Partial<SocketOptions> = {}) {
  const sockets: FakeSocket[] = [];
  const told: Connection["kind"][] = [];
  const state = { seq: 5, isFitting: true, isSignedOut: false, lostCount: 0, wake: () => {} };
  const feed = openSocket({
    address: "ws://127.0.0.1/feed",
    position: () => ({ epoch: "e1", seq: state.seq }),
    onSaid: () => state.isFitting,
    onConnection: ({ kind }) => told.push(kind),
    onLost: () => state.lostCount++,
    isSignedOut: () => Promise.resolve(state.isSignedOut),
    onWake: (run) => {
      state.wake = run;
      return () => {
        state.wake = () => {};
      };
    },
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket; // all of it that openSocket uses
    },
    random: () => 0,
    ...over,
  });
  const last = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error("nothing was opened");
    return socket;
  };
  return { feed, sockets, told, state, last };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("says hello with what it has, first of all", () => {
  const { feed, last, told } = begin();
  feed.setTopics(["deltas"]);
  last().accept();
  expect(last().said).toEqual([{ type: "hello", epoch: "e1", seq: 5, topics: ["deltas"] }]);
  feed.setTopics(["deltas", "run:R-1.1"]);
  expect(last().said.at(-1)).toEqual({ type: "topics", topics: ["deltas", "run:R-1.1"] });
  expect(told).toEqual(["live"]);
});

test("comes back after a cut and goes on from where it was, without a word when it was short", async () => {
  const { sockets, state, last, told } = begin();
  last().accept();
  state.seq = 9;
  last().cut();
  expect(state.lostCount).toBe(1);
  await vi.advanceTimersByTimeAsync(250);
  expect(sockets).toHaveLength(2);
  last().accept();
  expect(last().said[0]).toMatchObject({ type: "hello", epoch: "e1", seq: 9 });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["live", "live"]);
});

test("says that it reconnects after two seconds, and that it is back", async () => {
  const { last, told } = begin();
  last().accept();
  last().cut();
  await vi.advanceTimersByTimeAsync(1_999);
  last().cut();
  expect(told).toEqual(["live"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["live", "reconnecting"]);
  await vi.advanceTimersByTimeAsync(5_000);
  last().accept();
  expect(told.at(-1)).toBe("live");
});

test("waits longer from attempt to attempt, never less than 0.25 s nor more than 5 s", () => {
  const delays = [0, 1, 2, 3, 4, 5, 9].map((attempt) => retryDelayMs(attempt, 1));
  expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  expect(retryDelayMs(9, 0)).toBe(2_500);
  expect(retryDelayMs(0, 0)).toBe(250);
});

test("does not wait when the network or the reader is back", async () => {
  const { sockets, state, last } = begin();
  last().cut();
  await vi.advanceTimersByTimeAsync(0);
  expect(sockets).toHaveLength(1);
  state.wake();
  expect(sockets).toHaveLength(2);
});

test("asks once for what is missing, and for everything when that does not come", async () => {
  const { sockets, state, last } = begin();
  last().accept();
  state.isFitting = false;
  for (const seq of [8, 9, 10]) last().serve(frame(seq));
  expect(last().said.map(({ type }) => type)).toEqual(["hello", "hello"]);
  await vi.advanceTimersByTimeAsync(3_250);
  expect(sockets).toHaveLength(2);
  last().accept();
  expect(last().said).toEqual([{ type: "hello", epoch: null, seq: 0, topics: [] }]);
});

test("is satisfied when what was missing comes", async () => {
  const { sockets, state, last } = begin();
  last().accept();
  state.isFitting = false;
  last().serve(frame(8));
  state.isFitting = true;
  last().serve(frame(6));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sockets).toHaveLength(1);
});

test("starts over when the server says that it is too far behind", async () => {
  const { last } = begin();
  last().accept();
  last().cut(4008);
  await vi.advanceTimersByTimeAsync(250);
  last().accept();
  expect(last().said[0]).toMatchObject({ type: "hello", epoch: null });
});

test("says that this browser is signed out, and is live again when it no longer is", async () => {
  const { state, last, told } = begin();
  state.isSignedOut = true;
  last().cut();
  await vi.advanceTimersByTimeAsync(9_000);
  last().cut();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(new Set(told)).toEqual(new Set(["signed-out"]));
  state.isSignedOut = false;
  last().cut();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(told.at(-1)).toBe("reconnecting");
  last().accept();
  expect(told.at(-1)).toBe("live");
});

test("is not upset by what it does not know", () => {
  const onSaid = vi.fn(() => true);
  const { last } = begin({ onSaid });
  last().accept();
  for (const data of ["{", "null", '{"type":"of tomorrow"}', '"frame"'])
    last().dispatchEvent(new MessageEvent("message", { data }));
  expect(onSaid).not.toHaveBeenCalled();
  expect(last().readyState).toBe(WebSocket.OPEN);
});

test("is quiet once it is closed", async () => {
  const { feed, sockets, last, told } = begin();
  last().accept();
  feed.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(1);
  expect(told).toEqual(["live"]);
});
