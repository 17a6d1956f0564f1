import type { AccountId, Instant } from "../ids.ts";
import type { ParkCause } from "./state.ts";

export type AccountEvent =
  /** From now on this account pays. */
  | {
      readonly type: "account.connected";
      readonly data: { readonly account: AccountId; readonly name: string };
    }
  | {
      readonly type: "account.parked";
      readonly data: {
        readonly account: AccountId;
        readonly name: string;
        readonly cause: ParkCause;
        /** The next try; null: when the user connects a model. */
        readonly until: Instant | null;
        readonly detail: string;
        /** Refusals in a row, from 1. */
        readonly attempt: number;
      };
    }
  /** One may try. */
  | { readonly type: "account.released"; readonly data: { readonly account: AccountId } }
  /** The model answers again: all go on, one after another. */
  | { readonly type: "account.answered"; readonly data: { readonly account: AccountId } };
