// Folds a long journal without copying its maps for each event: what grows with the square of a project otherwise.
import type { StoredEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { disown, ownMaps, type State } from "./state.ts";

/** The same as `evolve` for each event, one after another. Nobody else has the maps that it changes until they are given away. */
export class Fold {
  #state: State;

  constructor(initial: State) {
    this.#state = ownMaps(initial);
  }

  /** @throws what evolve throws; the fold is of no use then */
  add(event: StoredEvent): void {
    this.#state = evolve(this.#state, event);
  }

  /** The state, for good: nothing changes it afterwards. */
  finish(): State {
    const state = this.#state;
    disown(state);
    this.#state = ownMaps(state);
    return state;
  }
}
