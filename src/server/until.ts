import type { State } from "../domain/state.ts";
import type { EngineAccess } from "../engine/engine.ts";

/** Resolves when the state is so, at the latest after `limitMs`; false: it is not so. */
export async function until(
  engine: Pick<EngineAccess, "state" | "onEvents">,
  isSo: (state: State) => boolean,
  limitMs: number,
): Promise<boolean> {
  if (isSo(engine.state())) return true;
  const found = Promise.withResolvers<boolean>();
  const unlisten = engine.onEvents(() => {
    if (isSo(engine.state())) found.resolve(true);
  });
  const timer = setTimeout(() => found.resolve(false), limitMs);
  try {
    return await found.promise;
  } finally {
    clearTimeout(timer);
    unlisten();
  }
}
