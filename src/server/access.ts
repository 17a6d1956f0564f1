// What the daemon's ways in may use of it: HTTP, feed and MCP know no engine, no journal and no git.
import type { CatalogueAccess } from "../catalogue/access.ts";
import type { UserAccess } from "../catalogue/user-access.ts";
import type { RowSource } from "../projections/row-source.ts";
import type {
  ConversationPage,
  Daemon,
  Diff,
  ModelChoice,
  OpenProject,
  TicketDetail,
  TimelinePage,
} from "../wire/reads.ts";
import type { ConnectedModel, TimelineRow } from "../wire/rows.ts";
import type { RunCommand } from "../wire/run-command.ts";
import type { RunAnswer } from "./run-commands.ts";

/** One project while it is open in this daemon. */
export interface LiveProject {
  readonly id: string;
  readonly name: string;
  readonly root: string;
  readonly rows: RowSource;
  readonly catalogue: CatalogueAccess;
  /**
   * In the name of one signed-in session. `commandId`: the caller's idempotency key; a repeat gets the first reply and does nothing. Null: a
   * fresh one.
   */
  userAccess(session: string, commandId: string | null): UserAccess;
  /** Items before journal position `before`; null: the newest. */
  readConversation(page: { readonly before: number | null; readonly limit: number }): ConversationPage;
  /** By `T-3`, `W1` or `R-3.1`; null: there is none. */
  readTicket(name: string): TicketDetail | null;
  /**
   * Lines of an agent's record (`R-1.1`, `R-1.1-review`, `C1`): the last ones before `before`, or the first after `after`.
   * An agent that never said anything has an empty page.
   */
  readTimeline(page: {
    readonly run: string;
    readonly before: number | null;
    readonly after: number | null;
    readonly limit: number;
  }): TimelinePage;
  /** One line with its whole text; null: there is none. */
  readTimelineRow(run: string, n: number): TimelineRow | null;
  /** Null: there is no such run. @throws RepositoryFailed */
  readDiff(run: string): Promise<Diff | null>;
  /** A program in the worktrees of the runs that a name means. */
  runCommand(request: RunCommand): RunAnswer;
  onDelta(
    listener: (delta: {
      readonly conversation: string;
      readonly turn: number;
      readonly text: string;
    }) => void,
  ): () => void;
  onActivity(listener: (run: string, rows: readonly TimelineRow[]) => void): () => void;
}

export interface DaemonAccess {
  projects(): readonly LiveProject[];
  /** Opens a repository as a further project, or finds it open. @throws PortFailure that says what was found and what to do */
  openProject(request: OpenProject): Promise<LiveProject>;
  onProjects(listener: () => void): () => void;
  describe(): Daemon;
  readModel(): ConnectedModel;
  /** Takes effect with the next agent that starts and the next message. @throws PortFailure */
  chooseModel(choice: ModelChoice): Promise<ConnectedModel>;
  /** Ends agents and effects, keeps their work, and lets the process end. */
  quit(): void;
}
