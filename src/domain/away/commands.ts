import type { Condition } from "./state.ts";

export type AwayCommand =
  | {
      readonly type: "project.go-away";
      readonly durationMs: number;
      readonly costUsdMax: number;
      /** The user accepts that no box is around the workers. */
      readonly isUnsafe: boolean;
      /** Each of `CONDITIONS`, measured just now. */
      readonly conditions: readonly Condition[];
    }
  /** The user is here again: before the time is over, or after. */
  | { readonly type: "project.come-back" }
  /** A follow-up: the time is over. */
  | { readonly type: "project.end-away" };
