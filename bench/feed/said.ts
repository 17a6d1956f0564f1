// What the parts of the benchmark of the feed tell each other.

export interface ServerStart {
  readonly port: number;
  readonly token: string;
  readonly project: string;
}

export interface ServerUse {
  /** Share of one core, of the whole process. */
  readonly cpu: number;
  readonly rssMb: number;
  readonly measuredMs: number;
}

export interface Received {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** To each client. */
  readonly rowsPerSecond: number;
  readonly framesPerSecond: number;
  /** The mean. */
  readonly frameBytes: number;
  readonly missedFrames: number;
}

export interface Stalled {
  /** The most that waited for it in the server. */
  readonly waitingBytesMax: number;
  readonly frameBytesMax: number;
  readonly isClosed: boolean;
}

export type ToServer =
  | { readonly type: "start"; readonly rowsPerSecond: number }
  | { readonly type: "begin" }
  | { readonly type: "end" }
  /** Answers when every client has gone. */
  | { readonly type: "clear" }
  /** Rows become large until the client that never reads is gone. */
  | { readonly type: "stall" };

export type ToClients =
  | { readonly type: "join"; readonly place: ServerStart; readonly count: number }
  | { readonly type: "begin" }
  | { readonly type: "end" }
  | { readonly type: "leave" }
  | { readonly type: "stall"; readonly place: ServerStart };
