// What a soak and the daemon that it starts tell each other.
import type { FaultPlan } from "../../src/playbook/faults.ts";
import type { Control } from "../crash/plan.ts";

/** One life of the daemon, as it is told to daemon-main.ts in its one argument. */
export interface SoakPlan {
  readonly repository: string;
  readonly home: string;
  readonly workers: number;
  /** Of all runs, before the user raises it. */
  readonly budgetUsd: number;
  readonly clockAheadMs: number;
  /** A protection that is off. */
  readonly control: Control | null;
}

/** A line on the daemon's standard input. */
export type Order =
  | { readonly kind: "faults"; readonly faults: FaultPlan }
  | { readonly kind: "clock"; readonly aheadMs: number }
  | { readonly kind: "collect" };

/** A line on its standard output. */
export type ToldByDaemon =
  | { readonly kind: "ready"; readonly project: string }
  /** What JavaScript itself has in use, in MiB. */
  | { readonly kind: "collected"; readonly heapMb: number }
  | { readonly kind: "notice"; readonly text: string };

/** The user's own, in their checkout. */
export const USER_FILES = {
  "mine.txt": "mine, untracked\n",
  "README.md": "# Shop\n\nnot committed\n",
} as const;
