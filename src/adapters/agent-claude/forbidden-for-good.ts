// What no user is asked for: a worker never pushes, and JARVIS's own files are no worker's.
import { OUTSIDE_SANDBOX, type AskedPermission } from "../../domain/run/ask-state.ts";

/** Why it stays forbidden, as the worker reads it; null: it may be asked for. */
export function forbiddenForGood(
  { tool, subject }: AskedPermission,
  ownPaths: readonly string[],
): string | null {
  // Words of one command, quotes and line ends aside: this is no wall, only the answer to an honest call.
  if ((tool === "Bash" || tool === OUTSIDE_SANDBOX) && /\bgit\b[^;&|\n]*\bpush\b/.test(subject))
    return "workers never push. Commit; JARVIS lands the work, and pushes where the user wants it.";
  const own = ownPaths.find((path) => subject.includes(path));
  if (own !== undefined) return `${own} belongs to JARVIS, and no worker may touch it.`;
  return null;
}
