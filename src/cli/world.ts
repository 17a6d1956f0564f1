// What the command line is given by whoever runs it: streams, a way to start a daemon, a browser.
import type { HostOptions } from "../wire/host-options.ts";
import type { Offline } from "../wire/offline.ts";
import type { OpenProject, ProjectSummary } from "../wire/reads.ts";
import type { DemoWorld } from "./demo.ts";

export interface ServeOptions extends Omit<HostOptions, "model" | "requestLogPath" | "isGullible"> {
  /** Undefined: what the home remembers, else the playbook. */
  readonly model?: "playbook" | "claude";
  /** Undefined: one of the daemon's choice. */
  readonly port?: number;
}

export interface RunningDaemon {
  readonly url: string;
  /** Id of the project that it was started on. */
  readonly project: string;
  /** A link that signs one browser in. */
  signInUrl(): Promise<string>;
  openProject(request: OpenProject): Promise<ProjectSummary>;
  /** Resolves when nothing is owed in the project that it was started on, and nothing is in flight. */
  rest(): Promise<void>;
  /** Resolves when it has ended, whoever ended it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export interface World extends DemoWorld {
  version(): Promise<string>;
  /** Starts the daemon of a home in this process; resolves when it answers. */
  serve(options: ServeOptions): Promise<RunningDaemon>;
  /** Starts it as a process of its own that outlives this terminal; resolves when it answers. */
  serveDetached(options: ServeOptions): Promise<{ readonly url: string; readonly pid: number }>;
  /** What works on the files of a home, without its daemon. */
  offline(): Promise<Offline>;
  /** False: there is none that could be opened. */
  openBrowser(url: string): Promise<boolean>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}
