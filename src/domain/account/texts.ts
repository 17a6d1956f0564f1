// Sentences of what happens to an account, as the conversation and the terminal tell them. An old one reads the same for ever.
import type { StoredEvent } from "../events.ts";
import type { AccountEvent } from "./events.ts";
import type { ParkCause } from "./state.ts";

export interface AccountNotice {
  readonly level: "info" | "warning" | "error";
  readonly text: string;
}

/** Null for what only the board shows. */
export function accountNotice(event: StoredEvent & AccountEvent): AccountNotice | null {
  if (event.type !== "account.parked") return null;
  const { cause, name, until, detail } = event.data;
  const said = /[.!?…]$/.test(detail) ? detail : `${detail}.`;
  if (until === null)
    return {
      level: "error",
      text: `No answer: ${said} The sign-in of ${name} is not taken: connect a model again in Settings. What waits for it goes on then, and what was said is on record.`,
    };
  return {
    level: "warning",
    text: `All that ${name} pays for waits: ${CAUSES[cause]}. ${said} It is tried again in ${spanText(until - event.at)}; nothing is lost.`,
  };
}

const CAUSES: Readonly<Record<ParkCause, string>> = {
  "rate-limit": "requests come too fast",
  window: "what it may use is used up",
  overloaded: "the model's service is overloaded",
  auth: "its sign-in is refused",
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** `30 s`, `12 min`, `3 h 20 min`. */
function spanText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(1, Math.round(ms / SECOND_MS))} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
