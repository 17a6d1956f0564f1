// A record of everything a page is drawn from: each event and each fact as a line. Journals keep no facts.
import { createWriteStream } from "node:fs";
import type { StoredEvent } from "../domain/events.ts";
import type { Fact } from "../domain/status.ts";
import type { EngineAccess } from "../engine/engine.ts";

export type RecordedLine =
  | { readonly kind: "event"; readonly event: StoredEvent }
  | {
      readonly kind: "fact";
      readonly subject: string;
      readonly name: string | null;
      readonly fact: Fact | null;
    };

/** Returns the way to end it, which resolves when everything is written. */
export function record(path: string, engine: Pick<EngineAccess, "onEvents" | "facts">): () => Promise<void> {
  const file = createWriteStream(path, { flags: "a", mode: 0o600 });
  const write = (line: RecordedLine) => file.write(`${JSON.stringify(line)}\n`);
  const stops = [
    engine.onEvents((events) => {
      for (const event of events) write({ kind: "event", event });
    }),
    engine.facts.onChange((subject, name, fact) => write({ kind: "fact", subject, name, fact })),
  ];
  return async () => {
    for (const stop of stops) stop();
    await new Promise<void>((resolve) => file.end(resolve));
  };
}
