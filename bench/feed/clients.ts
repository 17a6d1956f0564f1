// The clients' part: a hundred that follow, then one that never reads. Only one of them takes the messages apart; of the others it is
// enough when each frame came.
import { connect } from "node:net";
import { WebSocket } from "ws";
import { pathTo } from "../../src/wire/routes.ts";
import type { Received, ServerStart, ToClients } from "./said.ts";

interface Frames {
  /** Of each client: when it got which frame. */
  readonly receipts: { readonly seq: number; readonly atMs: number }[][];
  /** Of each frame: when each of its rows changed. */
  readonly changes: Map<number, readonly number[]>;
  bytes: number;
}

export function runClients(): void {
  let frames: Frames = emptyFrames(0);
  let begunMs = nowMs();
  let websockets: readonly WebSocket[] = [];
  process.on("message", (said: ToClients) => {
    switch (said.type) {
      case "join":
        void join(said.place, said.count, () => frames).then((joined) => {
          websockets = joined;
          process.send?.({});
        });
        return;
      case "begin":
        frames = emptyFrames(websockets.length);
        begunMs = nowMs();
        process.send?.({});
        return;
      case "end":
        process.send?.(figuresOf(frames, nowMs() - begunMs));
        return;
      case "leave":
        for (const websocket of websockets) websocket.terminate();
        process.send?.({});
        return;
      case "stall":
        stall(said.place);
        process.send?.({});
    }
  });
  process.on("disconnect", () => process.exit());
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

function emptyFrames(clients: number): Frames {
  return { receipts: Array.from({ length: clients }, () => []), changes: new Map(), bytes: 0 };
}

async function join(place: ServerStart, count: number, frames: () => Frames): Promise<readonly WebSocket[]> {
  const url = `ws://127.0.0.1:${place.port}${pathTo("feed", { project: place.project })}`;
  const headers = { authorization: `Bearer ${place.token}` };
  const joined = Array.from({ length: count }, async (_, client) => {
    const websocket = new WebSocket(url, { headers, skipUTF8Validation: true });
    await new Promise<void>((resolve, reject) => {
      websocket.once("error", reject);
      websocket.once("open", () =>
        websocket.send(JSON.stringify({ type: "hello", epoch: null, seq: 0, topics: [] })),
      );
      websocket.on("message", (data) => {
        resolve();
        hear(frames(), client, data as Buffer);
      });
    });
    return websocket;
  });
  return await Promise.all(joined);
}

function hear(frames: Frames, client: number, data: Buffer): void {
  const atMs = nowMs();
  const seq = Number(/^\{"type":"frame".*?"seq":(\d+)/.exec(data.toString("latin1", 0, 150))?.[1]);
  if (Number.isNaN(seq)) return;
  frames.receipts[client]?.push({ seq, atMs });
  if (client !== 0) return;
  const { rows } = JSON.parse(data.toString()) as {
    readonly rows: readonly { readonly row: { readonly step: string } }[];
  };
  frames.changes.set(
    seq,
    rows.map(({ row }) => Number(row.step.split("@")[1])),
  );
  frames.bytes += data.length;
}

function figuresOf({ receipts, changes, bytes }: Frames, measuredMs: number): Received {
  const ages = receipts.flatMap((of) =>
    of.flatMap(({ seq, atMs }) => (changes.get(seq) ?? []).map((changedMs) => atMs - changedMs)),
  );
  const rowCount = [...changes.values()].reduce((sum, one) => sum + one.length, 0);
  const sorted = Float64Array.from(ages).toSorted();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return {
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    rowsPerSecond: Math.round((rowCount / measuredMs) * 1_000),
    framesPerSecond: Math.round((changes.size / measuredMs) * 1_000),
    frameBytes: Math.round(bytes / Math.max(1, changes.size)),
    missedFrames: receipts.reduce((sum, of) => sum + missedIn(of.map(({ seq }) => seq)), 0),
  };
}

function missedIn(seqs: readonly number[]): number {
  const [first = 0] = seqs;
  return (seqs.at(-1) ?? first) - first + 1 - seqs.length;
}

function stall({ port, token, project }: ServerStart): void {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  const text = JSON.stringify({ type: "hello", epoch: null, seq: 0, topics: [] });
  const asking = [
    `GET ${pathTo("feed", { project })} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${token}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  socket.write(`${asking.join("\r\n")}\r\n\r\n`);
  socket.once("data", () => {
    socket.pause();
    // A text frame of a client, masked with zeros.
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]));
  });
}
