// The one live connection of a project: says hello with what is known, comes back when it is cut, asks again when something is missing.
import {
  RESYNC_CODE,
  type ClientSaid,
  type ServerSaid,
  type Topic,
  TOPICS_MAX,
} from "../../../src/wire/feed.ts";

/** `since`: our clock, epoch milliseconds. `reconnecting` is told only after REST_MS without a connection. */
export interface Connection {
  readonly kind: "connecting" | "live" | "reconnecting" | "signed-out";
  readonly since: number;
}

export interface SocketOptions {
  /** `ws:` or `wss:`, whole. */
  readonly address: string;
  /** The last frame that was applied. */
  readonly position: () => { readonly epoch: string | null; readonly seq: number };
  /** False: frames are missing before this one. */
  readonly onSaid: (said: ServerSaid) => boolean;
  readonly onConnection: (connection: Connection) => void;
  /** An open connection was cut. */
  readonly onLost: () => void;
  /** Whether this browser is still signed in: a refused upgrade does not say why. */
  readonly isSignedOut: () => Promise<boolean>;
  /** Calls when the network or the reader is back: no reason to wait longer. Returns how to stop that. */
  readonly onWake: (run: () => void) => () => void;
  readonly open?: (address: string) => WebSocket;
  /** 0 to 1. */
  readonly random?: () => number;
}

export interface FeedSocket {
  readonly setTopics: (topics: readonly Topic[]) => void;
  readonly close: () => void;
}

const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 5_000;
/** A cut this short is nobody's concern. */
const REST_MS = 2_000;
/** An answer to a second hello takes a frame or two; later than this the connection is not what it says. */
const RESYNC_MS = 3_000;

/** Wait before attempt `attempt` (from 0): doubles up to RETRY_MAX_MS, half of it by chance, so that tabs do not come all at once. */
export function retryDelayMs(attempt: number, random: number): number {
  const most = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** attempt);
  return Math.max(RETRY_MIN_MS, most / 2 + (most / 2) * random);
}

export function openSocket(options: SocketOptions): FeedSocket {
  const { address, position, onSaid, onConnection, onLost, isSignedOut, onWake } = options;
  const open = options.open ?? ((url: string) => new WebSocket(url));
  const random = options.random ?? Math.random;
  let socket: WebSocket | undefined;
  let topics: readonly Topic[] = [];
  let attempt = 0;
  let isClosed = false;
  let told: Connection["kind"] = "connecting";
  /** The server cannot bring this client up to date by frames: it wants a snapshot. */
  let wantsSnapshot = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let restTimer: ReturnType<typeof setTimeout> | undefined;
  let resyncTimer: ReturnType<typeof setTimeout> | undefined;

  function say(said: ClientSaid): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
  }

  function hello(): void {
    const { epoch, seq } = wantsSnapshot ? { epoch: null, seq: 0 } : position();
    say({ type: "hello", epoch, seq, topics });
  }

  function tell(kind: Connection["kind"]): void {
    told = kind;
    clearTimeout(restTimer);
    restTimer = undefined;
    onConnection({ kind, since: Date.now() });
  }

  function connect(): void {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    if (isClosed) return;
    const own = open(address);
    let wasOpen = false;
    socket = own;
    own.addEventListener("open", () => {
      if (socket !== own) return;
      wasOpen = true;
      hello();
      tell("live");
    });
    own.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (socket === own) receive(event.data);
    });
    own.addEventListener("close", (event) => {
      if (socket === own) lose({ wasOpen, code: event.code });
    });
  }

  function receive(data: unknown): void {
    const said = readSaid(data);
    if (said === null) return;
    const isApplied = onSaid(said);
    if (said.type === "delta" || said.type === "activity") return;
    if (isApplied) {
      attempt = 0;
      wantsSnapshot = false;
      clearTimeout(resyncTimer);
      resyncTimer = undefined;
    } else if (resyncTimer === undefined) {
      resyncTimer = setTimeout(startOver, RESYNC_MS);
      hello();
    }
  }

  /** Hello did not help: the next one asks for everything. */
  function startOver(): void {
    const old = socket;
    lose({ wasOpen: true, code: RESYNC_CODE });
    old?.close();
  }

  function lose({ wasOpen, code }: { readonly wasOpen: boolean; readonly code: number }): void {
    socket = undefined;
    clearTimeout(resyncTimer);
    resyncTimer = undefined;
    if (isClosed) return;
    if (wasOpen) onLost();
    if (code === RESYNC_CODE) wantsSnapshot = true;
    if (told === "live" || told === "connecting")
      restTimer ??= setTimeout(() => tell("reconnecting"), REST_MS);
    if (wasOpen) return retryLater();
    void isSignedOut().then((isOut) => {
      if (isClosed || socket !== undefined || retryTimer !== undefined) return;
      if (isOut) tell("signed-out");
      else if (told === "signed-out") tell("reconnecting");
      retryLater();
    });
  }

  function retryLater(): void {
    retryTimer = setTimeout(connect, retryDelayMs(attempt, random()));
    attempt++;
  }

  function retryNow(): void {
    if (retryTimer === undefined) return;
    attempt = 0;
    connect();
  }

  const stopWaking = onWake(retryNow);
  connect();
  return {
    setTopics: (next) => {
      topics = next.slice(0, TOPICS_MAX);
      say({ type: "topics", topics });
    },
    close: () => {
      isClosed = true;
      stopWaking();
      for (const timer of [retryTimer, restTimer, resyncTimer]) clearTimeout(timer);
      socket?.close();
      socket = undefined;
    },
  };
}

const KNOWN: ReadonlySet<unknown> = new Set(["snapshot", "frame", "delta", "activity"]);

/** Null for what this page does not know: a newer server may say more. */
function readSaid(data: unknown): ServerSaid | null {
  if (typeof data !== "string") return null;
  try {
    const said: unknown = JSON.parse(data);
    if (typeof said !== "object" || said === null || !("type" in said) || !KNOWN.has(said.type)) return null;
    return said as ServerSaid; // of a known type, from the daemon that this page was built with
  } catch {
    // No JSON is nothing that our daemon says; what is missing then shows as a gap in the numbers.
    return null;
  }
}
