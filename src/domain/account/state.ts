// What pays for agents, and whether it lets them ask a model at this moment.
import type { AccountId, ConversationId, Instant, RunId } from "../ids.ts";

/** Why a model refuses all that one account asks: too fast · its window is used up · the service has no room · the sign-in is not taken. */
export type ParkCause = "rate-limit" | "window" | "overloaded" | "auth";

/** A refusal as a driver heard it. */
export interface ModelRefusal {
  readonly account: AccountId;
  /** What people call the account: `your API key …4f2a`. */
  readonly name: string;
  readonly cause: ParkCause;
  readonly detail: string;
  /** When the service says that it takes requests again; null: it did not say. A claim. */
  readonly resumesAt: Instant | null;
}

export type AccountStatus =
  /** `lastGoOnAt`: when the model answered again, or something that it had refused last went on; null: nothing was ever refused. */
  | { readonly name: "open"; readonly lastGoOnAt: Instant | null }
  /** Nothing starts. `until` null: until the user connects a model. */
  | {
      readonly name: "parked";
      readonly cause: ParkCause;
      readonly detail: string;
      readonly since: Instant;
      readonly until: Instant | null;
      readonly attempt: number;
    }
  /** One goes on; the others follow when the model has answered it. */
  | {
      readonly name: "probing";
      readonly since: Instant;
      readonly attempt: number;
      readonly probe: RunId | ConversationId | null;
    };

export interface Account {
  readonly id: AccountId;
  readonly name: string;
  /** Raised by each connection, parking and release: the generation of its next try. */
  readonly generation: number;
  readonly status: AccountStatus;
}

export interface ParkingDelays {
  /** Of the first next try when the service names none; doubled each time that it refuses again. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** Between two that go on. */
  readonly staggerMs: number;
  /** After this the others go on although the first one has not been answered: it may think for long. */
  readonly probeMs: number;
}

export const DEFAULT_PARKING: ParkingDelays = {
  firstMs: 30_000,
  maxMs: 30 * 60_000,
  staggerMs: 5_000,
  probeMs: 120_000,
};

/** The longest window of a plan is a week: what a service says beyond is not believed. */
export const RESUMES_MS_MAX = 8 * 24 * 60 * 60_000;
export const REFUSAL_CHARS_MAX = 500;
