// What a small daemon for tests is told and remembers.
import type { Done, Refused } from "../../wire/commands.ts";
import type { ClientSaid, ServerSaid, View } from "../../wire/feed.ts";
import type { Diff, ProjectSummary, TicketDetail } from "../../wire/reads.ts";
import type { RowUpsert, TimelineRow } from "../../wire/rows.ts";
import type { RunLine } from "../../wire/run-command.ts";

export const TOKEN = "t".repeat(43);

export interface FakeOptions {
  readonly home: string;
  readonly rows?: readonly RowUpsert[];
  readonly projects?: readonly ProjectSummary[];
  /** What the daemon says of itself; default: the truth. */
  readonly saysHome?: string;
  /** The token that it takes. */
  readonly takes?: string;
  /** The process that the home's file names. */
  readonly pid?: number;
  readonly onQuit?: () => void;
}

export interface SaidCommand {
  readonly project: string;
  readonly name: string;
  readonly input: unknown;
  readonly key: string | undefined;
}

export interface FakeDaemon {
  readonly url: string;
  /** `GET /api/daemon`, once it is answered, with or without the right token. */
  readonly requests: readonly string[];
  readonly commands: readonly SaidCommand[];
  readonly opened: readonly unknown[];
  /** Everything that clients of the feed said. */
  readonly hellos: readonly ClientSaid[];
  /** What a command is answered with. */
  reply(command: SaidCommand): Done | Refused;
  /** What a program in worktrees is answered with. */
  runLines: readonly RunLine[] | Refused;
  readonly ran: unknown[];
  readonly timelines: Map<string, TimelineRow[]>;
  readonly diffs: Map<string, Diff>;
  readonly tickets: Map<string, TicketDetail>;
  view(): View;
  /** Sends a frame and keeps its rows. */
  frame(rows: readonly RowUpsert[]): void;
  /** Keeps rows that no frame brings, as when one was lost. */
  keep(rows: readonly RowUpsert[]): void;
  say(said: ServerSaid): void;
  /** Lines of an agent's record; `isSent`: the feed brings them. */
  lines(run: string, rows: readonly TimelineRow[], isSent: boolean): void;
  /** Cuts every connection of the feed, with a code or without a word. */
  cut(code?: number): void;
  close(): Promise<void>;
}
