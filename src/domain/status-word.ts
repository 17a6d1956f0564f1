// The words of the board.
/** One word for what a ticket or its worker is doing. */
export type StatusWord =
  | "draft"
  | "queued"
  | "starting"
  | "working"
  | "paused"
  /** The user works in its worktree. */
  | "taken-over"
  /** The model refuses what pays for it. */
  | "parked"
  | "needs-you"
  /** Processes of its worker survive being killed. */
  | "stuck"
  | "checking"
  | "reviewing"
  | "ready"
  | "conflict"
  | "landing"
  | "landed"
  | "stopped"
  | "failed"
  | "closed"
  | "unknown";
