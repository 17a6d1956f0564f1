// What must hold of the events of a journal, one after another: for whoever looks through one, and whoever takes one in.
import { streamOf, type StoredEvent } from "../domain/events.ts";
import { Fold } from "../domain/fold.ts";
import { Defect } from "../domain/shared.ts";
import { emptyState } from "../domain/state.ts";
import { JournalUnreadable } from "./failures.ts";
import { readRecord, type EventRecord } from "./records.ts";

/** `newer`: a newer release reads it · `damaged`: no release wrote it so · `unfolded`: it does not follow, so that we are wrong. */
export type FaultKind = "newer" | "damaged" | "unfolded";

export interface Fault {
  readonly kind: FaultKind;
  /** A sentence without its full stop. */
  readonly text: string;
}

/** Looks at every event in order. After a fault it goes on with what is there, so that one gap is told of once. */
export class EventRules {
  readonly #versions = new Map<string, number>();
  #last = 0;
  #fold: Fold | null = new Fold(emptyState());

  /** All that is wrong with the event that comes next. */
  check(record: EventRecord): readonly Fault[] {
    const { seq, stream, version } = record;
    const faults = [...this.#checkPlace(record)];
    this.#last = seq;
    this.#versions.set(stream, version);
    const event = read(record);
    if ("kind" in event) faults.push(event);
    else faults.push(...checkStream(event), ...this.#follow(event));
    // What comes after a fault would be folded into something that never was.
    if (faults.length > 0) this.#fold = null;
    return faults;
  }

  #checkPlace({ seq, stream, version }: EventRecord): readonly Fault[] {
    const faults: Fault[] = [];
    const [nextSeq, nextVersion] = [this.#last + 1, (this.#versions.get(stream) ?? 0) + 1];
    if (seq > nextSeq)
      faults.push(
        damage(
          seq === nextSeq + 1 ? `Event ${nextSeq} is missing` : `Events ${nextSeq} to ${seq - 1} are missing`,
        ),
      );
    if (seq < nextSeq) faults.push(damage(`Event ${seq} stands where event ${nextSeq} belongs`));
    if (version !== nextVersion)
      faults.push(
        damage(`Event ${seq} is number ${version} of ${stream}, where number ${nextVersion} comes next`),
      );
    return faults;
  }

  #follow(event: StoredEvent): readonly Fault[] {
    if (this.#fold === null) return [];
    try {
      this.#fold.add(event);
      return [];
    } catch (error) {
      // Whatever evolve stumbles over: damaged data may have any form.
      const found = error instanceof Error ? error.message : String(error);
      const kind = error instanceof Defect ? "unfolded" : "damaged";
      return [
        {
          kind,
          text: `Event ${event.seq}, a ${event.type}, does not follow from those before it (${found})`,
        },
      ];
    }
  }
}

function read(record: EventRecord): StoredEvent | Fault {
  try {
    return readRecord(record, "");
  } catch (error) {
    if (!(error instanceof JournalUnreadable)) throw error;
    const isNewer = error.cause === undefined;
    return { kind: isNewer ? "newer" : "damaged", text: capital(error.found) };
  }
}

function checkStream(event: StoredEvent): readonly Fault[] {
  const { seq, stream, type } = event;
  try {
    const owner = streamOf(event);
    return owner === stream ? [] : [damage(`Event ${seq} lies in ${stream} and belongs to ${owner}`)];
  } catch {
    // Its data name nothing that a stream could be of.
    return [damage(`Event ${seq} has not the data of a ${type}`)];
  }
}

function damage(text: string): Fault {
  return { kind: "damaged", text };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
