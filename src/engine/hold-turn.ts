// A worker's turns go on until the user interrupts one; then its process waits, with nothing to do, for the user's word.
import type { RunId } from "../domain/ids.ts";
import { isInterrupted } from "../domain/run/interrupt.ts";
import type { AgentSession } from "../ports/agent.ts";
import type { EffectContext } from "./effect.ts";

/** An interrupted agent that nobody speaks to gives its memory back after this; its session is resumed by the next word. */
export const HELD_MS_MAX = 10 * 60_000;

export interface TurnHold {
  /** Does what the state asks for now: sends what waits, ends the running turn, or holds. */
  look(): void;
  /** The user has the word: nothing that the agent says is its report. */
  isHeld(): boolean;
  /** Its process was given back: its end is no loss. */
  isGivenBack(): boolean;
  stop(): void;
}

export interface HeldTurns {
  readonly run: RunId;
  readonly session: Pick<AgentSession, "interrupt" | "close">;
  readonly post: {
    /** Sends what the agent has to hear first. */
    begin(): void;
    /** Sends what has come since. */
    sendFresh(): void;
  };
}

export function createTurnHold({ run, session, post }: HeldTurns, context: EffectContext): TurnHold {
  const now = () => context.state().runs.get(run);
  const isHeld = () => {
    const known = now();
    return known !== undefined && isInterrupted(known);
  };
  /** Interruptions from before this session was opened have nothing to end in it. */
  let seenCount = now()?.interruptCount ?? 0;
  let hasBegun = false;
  let isInterrupting = false;
  let isGivenBack = false;
  const over = new AbortController();

  function look(): void {
    const known = now();
    if (known === undefined || isInterrupting || context.signal.aborted) return;
    if (known.interruptCount > seenCount) {
      seenCount = known.interruptCount;
      if (hasBegun) return void endTurn();
    }
    if (isHeld()) return;
    if (hasBegun) post.sendFresh();
    else post.begin();
    hasBegun = true;
  }

  async function endTurn(): Promise<void> {
    isInterrupting = true;
    try {
      await session.interrupt();
    } catch (error) {
      // It ended in the same moment; its last event says so.
      noteFailure(error);
    }
    isInterrupting = false;
    look();
    if (isHeld()) await giveBack();
  }

  async function giveBack(): Promise<void> {
    const heldSince = seenCount;
    try {
      await context.clock.wait(HELD_MS_MAX, over.signal);
    } catch (error) {
      if (over.signal.aborted) return;
      throw error;
    }
    if (!isHeld() || seenCount !== heldSince) return;
    isGivenBack = true;
    await session.close();
  }

  function noteFailure(error: unknown): void {
    context.facts.set(
      run,
      "interrupt",
      error instanceof Error ? error.message : String(error),
      context.clock.now(),
    );
  }

  return { look, isHeld, isGivenBack: () => isGivenBack, stop: () => over.abort() };
}

/** Resolves when the run is not interrupted any more, or the effect shall end: no process starts for one that waits for the user's word. */
export async function untilSpokenTo(run: RunId, context: EffectContext): Promise<void> {
  const isWaiting = () => {
    const known = context.state().runs.get(run);
    return known !== undefined && isInterrupted(known) && !context.signal.aborted;
  };
  if (!isWaiting()) return;
  const spoken = Promise.withResolvers<void>();
  const look = () => {
    if (!isWaiting()) spoken.resolve();
  };
  const stopListening = context.onChange(run, look);
  context.signal.addEventListener("abort", look, { once: true });
  await spoken.promise;
  stopListening();
  context.signal.removeEventListener("abort", look);
}
