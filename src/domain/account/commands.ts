import type { AccountId } from "../ids.ts";

export type AccountCommand =
  /** `isChosen`: the user has just connected it, so that what was refused is tried at once. */
  | {
      readonly type: "account.connect";
      readonly account: AccountId;
      readonly name: string;
      readonly isChosen: boolean;
    }
  /** A follow-up: the time of the next try has come. */
  | { readonly type: "account.release"; readonly account: AccountId }
  /** The model has answered an agent, or has had long enough to refuse it. */
  | { readonly type: "account.observe-answered"; readonly account: AccountId };
