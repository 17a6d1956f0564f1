import type { Instant } from "../ids.ts";
import type { AwayEnd, AwayRefusal, AwayReport, Condition } from "./state.ts";

export type AwayEvent =
  | {
      readonly type: "project.away-begun";
      readonly data: {
        readonly until: Instant;
        readonly costUsdMax: number;
        readonly isUnsafe: boolean;
        /** As they were measured: what decided. */
        readonly conditions: readonly Condition[];
      };
    }
  /** A command that was refused because nobody watches. */
  | { readonly type: "project.away-refused"; readonly data: Omit<AwayRefusal, "at"> }
  | {
      readonly type: "project.away-ended";
      readonly data: { readonly why: AwayEnd; readonly report: AwayReport };
    }
  /** The user is here: what the budget of the time away held goes on. */
  | { readonly type: "project.came-back"; readonly data: Readonly<Record<string, never>> };
