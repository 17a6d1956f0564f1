// A small daemon that speaks the wire over HTTP and WebSocket: what a client is told is what a test says.
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import { applyFrame, EMPTY_VIEW, type ClientSaid, type ServerSaid, type View } from "../../wire/feed.ts";
import type { RowUpsert } from "../../wire/rows.ts";
import { TOKEN, type FakeDaemon, type FakeOptions, type SaidCommand } from "./fake.ts";
import { answerOf } from "./fake-answers.ts";
import { orchestratorRow, projectRow, PROJECT_ID, upserts } from "./rows.ts";

export async function startFakeDaemon(options: FakeOptions): Promise<FakeDaemon> {
  const projects = options.projects ?? [{ id: PROJECT_ID, name: "shop", root: "/code/shop" }];
  const sockets = new Set<WebSocket>();
  let view: View = { ...EMPTY_VIEW, epoch: randomUUID(), journal: 100 };
  const requests: string[] = [];
  const commands: SaidCommand[] = [];
  const opened: unknown[] = [];
  const hellos: ClientSaid[] = [];
  const frames: Extract<ServerSaid, { type: "frame" }>[] = [];

  const http = createServer((incoming, outgoing) => {
    void readBody(incoming).then((body) => {
      const { status, json, text } = answerOf(incoming, body, {
        ...options,
        projects,
        fake,
        commands,
        opened,
      });
      requests.push(`${incoming.method} ${incoming.url}`);
      outgoing.writeHead(status, { "content-type": "application/json" }).end(text ?? JSON.stringify(json));
    });
  });
  const websockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (incoming: IncomingMessage, socket, head) => {
    requests.push(`UPGRADE ${incoming.url}`);
    if (incoming.headers.authorization !== `Bearer ${options.takes ?? TOKEN}`)
      return void socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
    websockets.handleUpgrade(incoming, socket, head, (websocket) => {
      sockets.add(websocket);
      websocket.on("close", () => sockets.delete(websocket));
      websocket.on("message", (text: Buffer) => hear(websocket, JSON.parse(text.toString("utf8"))));
    });
  });

  function hear(websocket: WebSocket, said: ClientSaid): void {
    hellos.push(said);
    if (said.type !== "hello") return;
    const missing = said.epoch === view.epoch ? frames.filter((frame) => frame.seq > said.seq) : null;
    const answers: readonly ServerSaid[] = missing ?? [snapshotOf(view)];
    for (const answer of answers) websocket.send(JSON.stringify(answer));
  }

  const say = (said: ServerSaid) => {
    for (const websocket of sockets) websocket.send(JSON.stringify(said));
  };
  const keep = (rows: readonly RowUpsert[]) => {
    const seq = view.seq + 1;
    const frame = {
      type: "frame",
      epoch: view.epoch ?? "",
      seq,
      journal: view.journal + 1,
      rows,
    } as const;
    frames.push(frame);
    view = applyFrame(view, frame) ?? view;
    return frame;
  };
  const fake: FakeDaemon = {
    url: "",
    requests,
    commands,
    opened,
    hellos,
    reply: () => ({ kind: "accepted", text: "done", journal: view.journal }),
    runLines: [],
    ran: [],
    timelines: new Map(),
    diffs: new Map(),
    tickets: new Map(),
    view: () => view,
    frame: (rows) => say(keep(rows)),
    keep: (rows) => void keep(rows),
    say,
    lines: (run, rows, isSent) => {
      fake.timelines.set(run, [...(fake.timelines.get(run) ?? []), ...rows]);
      if (isSent) say({ type: "activity", run, rows });
    },
    cut: (code) => {
      for (const websocket of sockets) {
        if (code === undefined) websocket.terminate();
        else websocket.close(code);
      }
    },
    close: async () => {
      for (const websocket of sockets) websocket.terminate();
      await new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      });
    },
  };
  keep([upserts.project(projectRow()), upserts.orchestrator(orchestratorRow()), ...(options.rows ?? [])]);
  const port = await listen(http);
  writeHome(options, port);
  return Object.assign(fake, { url: `http://127.0.0.1:${port}` });
}

function writeHome({ home, pid = process.pid }: FakeOptions, port: number): void {
  mkdirSync(home, { recursive: true });
  const file = { pid, port, url: `http://127.0.0.1:${port}`, version: "1.2.3", startedAt: 0 };
  writeFileSync(join(home, "daemon.json"), JSON.stringify(file));
  writeFileSync(join(home, "token"), `${TOKEN}\n`);
}

function snapshotOf(view: View): ServerSaid {
  const rows = Object.entries(view.tables).flatMap(([table, of]) =>
    Object.entries(of).map(([key, row]) => ({ table, key, row }) as RowUpsert),
  );
  const { epoch, seq, journal } = view;
  return { type: "snapshot", epoch: epoch ?? "", seq, journal, now: 0, rows };
}

async function listen(http: Server): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return (http.address() as AddressInfo).port;
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? null : JSON.parse(text);
}
