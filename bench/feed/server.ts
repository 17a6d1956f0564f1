// The server's part: the real server over a project whose agents change what they do, at a steady pace.
import { subscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonAccess, LiveProject } from "../../src/server/access.ts";
import { makeSecret } from "../../src/server/guard/secrets.ts";
import { openBrowserSessions } from "../../src/server/guard/sessions.ts";
import { createSignInLinks } from "../../src/server/guard/sign-in-links.ts";
import { startHttpServer } from "../../src/server/http/listen.ts";
import { makeWorkingProject, type WorkingProject } from "./working-project.ts";
import type { ServerStart, ServerUse, Stalled, ToServer } from "./said.ts";

/** So many that none changes twice within a frame. */
const TICKETS = 100;
const PACE_MS = 10;
/** Of a row while a client stalls. */
const LARGE_ROW_CHARS = 100_000;
const STALL_MS_MAX = 20_000;

export function runServer(): void {
  const working = makeWorkingProject(TICKETS);
  const sockets = new Set<Socket>();
  subscribe("net.server.socket", (message) => {
    const { socket } = message as { readonly socket: Socket };
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  let measure = startMeasure();
  process.on("message", (said: ToServer) => {
    switch (said.type) {
      case "start":
        void serve(working).then((place) => {
          keepPace(working, said.rowsPerSecond);
          answer(place);
        });
        return;
      case "begin":
        measure = startMeasure();
        answer({});
        return;
      case "end":
        answer(measure());
        return;
      case "clear":
        void untilTrue(() => sockets.size === 0).then(() => answer({}));
        return;
      case "stall":
        void stall(working, sockets).then(answer);
    }
  });
  process.on("disconnect", () => process.exit());
}

function answer(said: object): void {
  process.send?.(said);
}

async function serve({ rows, project }: WorkingProject): Promise<ServerStart> {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-bench-feed-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const none = () => {
    throw new RangeError("the benchmark of the feed asks only for the feed");
  };
  const { id, name, root } = project;
  const live: LiveProject = {
    id,
    name,
    root,
    rows,
    userAccess: none,
    readConversation: none,
    readTicket: none,
    readTimeline: none,
    readTimelineRow: none,
    readDiff: none,
    runCommand: none,
    onDelta: () => () => {},
    onActivity: () => () => {},
    get catalogue(): never {
      return none();
    },
  };
  const daemon: DaemonAccess = {
    projects: () => [live],
    onProjects: () => () => {},
    describe: () => ({
      version: "bench",
      pid: process.pid,
      startedAt: 0,
      home: folder,
      model: project.model,
      projects: [{ id, name, root }],
      page: "ready",
    }),
    openProject: none,
    readModel: none,
    chooseModel: none,
    quit: none,
  };
  const token = makeSecret();
  const nowMs = () => Date.now();
  const { port } = await startHttpServer({
    port: 0,
    ifTaken: "fail",
    publicOrigins: [],
    daemon,
    sessions: openBrowserSessions({ folder, nowMs, tell: none }),
    links: createSignInLinks(nowMs),
    bearerToken: token,
    page: { state: () => "building", read: async () => null },
    onDefect: (where, error) => console.error(where, error),
  });
  return { port, token, project: id };
}

/** As many changes as are due by the clock, so that a late timer makes no fewer of them. */
function keepPace({ runs, note }: WorkingProject, rowsPerSecond: number): void {
  const begun = performance.now();
  let count = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1_000) * rowsPerSecond);
    for (; count < due; count += 1) {
      const run = runs[count % runs.length];
      if (run !== undefined) note(run, `Bash npm test @${performance.timeOrigin + performance.now()}`);
    }
  }, PACE_MS);
}

function startMeasure(): () => ServerUse {
  const begun = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    const measuredMs = performance.now() - begun;
    return {
      cpu: (user + system) / 1_000 / measuredMs,
      rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      measuredMs: Math.round(measuredMs),
    };
  };
}

async function untilTrue(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await pass(PACE_MS);
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Large rows until the only client, which never reads, is gone. */
async function stall({ rows, runs, note }: WorkingProject, sockets: ReadonlySet<Socket>): Promise<Stalled> {
  const [run] = runs;
  const begun = performance.now();
  const large = "x".repeat(LARGE_ROW_CHARS);
  let waitingBytesMax = 0;
  let hasCome = false;
  for (let n = 0; performance.now() - begun < STALL_MS_MAX && !(hasCome && sockets.size === 0); n += 1) {
    hasCome ||= sockets.size > 0;
    if (run !== undefined) note(run, `${n} ${large}`);
    await pass(PACE_MS);
    for (const socket of sockets) waitingBytesMax = Math.max(waitingBytesMax, socket.writableLength);
  }
  return {
    waitingBytesMax,
    // No frame is larger than all rows together.
    frameBytesMax: Buffer.byteLength(JSON.stringify(rows.all())),
    isClosed: hasCome && sockets.size === 0,
  };
}
