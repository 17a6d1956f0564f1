// What the machine has left: whether one more worker may start is decided by measure, not by hope.
import { PortFailure } from "./failure.ts";

export interface MachineReading {
  /** Megabytes that new processes may take: what the system can give, or less where a container allows less. */
  readonly freeMemoryMb: number;
  /** Megabytes that an ordinary user may still write, for each folder that was asked about, in that order. */
  readonly freeDiskMb: readonly number[];
  /** Processes that were ready to run, on average over the last minute; 0 where the system does not say. */
  readonly load: number;
}

/** What this machine lives on. `unknown`: the system does not say. */
export type Power =
  | { readonly kind: "mains" }
  /** `percent` of its charge; null: it does not say. */
  | { readonly kind: "battery"; readonly percent: number | null }
  | { readonly kind: "unknown" };

export interface Machine {
  /**
   * Measures now. A folder that does not exist yet is measured where it would be made. Takes a few milliseconds and changes nothing.
   * @throws MachineUnreadable when the system does not say how much there is
   */
  measure(folders: readonly string[]): Promise<MachineReading>;
  /** A machine without a battery is on mains. A system that does not say is no failure. */
  readPower(): Promise<Power>;
}

export class MachineUnreadable extends PortFailure {
  readonly code = "machine-unreadable";
  readonly retry = "soon";
  readonly what: string;
  constructor(what: string, found: string, options?: ErrorOptions) {
    super(`Cannot measure ${what}: ${found}. No worker starts without it; it is tried again.`, options);
    this.what = what;
  }
}
