// A promise that is looked after in a simulated run.
import type { StoredEvent } from "../../../src/domain/events.ts";
import type { State } from "../../../src/domain/state.ts";

/** `state` is what the journal tells: true even when the daemon died before it could publish. What is wrong is told to the simulation. */
export interface Rule {
  /** After each event, in order. */
  onEvent?(event: StoredEvent, state: State): void;
  /** After each tick of the clock. */
  onTick?(state: State): void;
  /** As `onTick`, only when repository, workspaces or journal have changed. */
  onChange?(state: State): void;
  /** When all is at rest. */
  atEnd?(state: State): void;
}
