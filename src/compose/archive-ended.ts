// Records of runs that are over move out of the way of those that work: when the project opens, and after each run that is cleaned up.
import type { RunId } from "../domain/ids.ts";
import type { EngineAccess } from "../engine/engine.ts";
import type { ProjectActivity } from "../journal/activity/activity.ts";

/** `tell`: hears why a record could not be moved; it stays where it is and is tried again after the next run. Returns the way to stop. */
export function archiveEnded(
  activity: Pick<ProjectActivity, "archiveEnded">,
  engine: Pick<EngineAccess, "state" | "onEvents">,
  tell: (error: unknown) => void,
): () => void {
  /** A run, or its review; a conversation never ends. */
  const hasEnded = (slot: string): boolean => {
    const run = engine.state().runs.get(slot.replace(/-review$/, "") as RunId); // only looked up: what is no run is not found
    return run?.stage.name === "ended" && run.stage.step === "done";
  };
  const move = () => void activity.archiveEnded(hasEnded).catch(tell);
  move();
  return engine.onEvents((events) => {
    if (events.some(({ type }) => type === "run.workspace-removed")) move();
  });
}
