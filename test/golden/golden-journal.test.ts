import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/domain/canonical.ts";
import type { StoredEvent } from "../../src/domain/events.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { runId, ticketId } from "../../src/domain/ids.ts";
import { emptyState, type State } from "../../src/domain/state.ts";
import { EVENT_TYPES } from "../../src/journal/known-events.ts";
import { readRecord } from "../../src/journal/records.ts";
import { goldenLines } from "./story.ts";

const NEWEST = "v0.1";

/**
 * Digest of the state that the journal of each release folds to. A release that is out may only get another digest because the state
 * got or lost a field; look at the fold before pinning it.
 */
const DIGESTS: Readonly<Record<string, string>> = {
  "v0.1": "5b32dcb88644178e1d456bfff0ac9de7cbdfa38ab0991e483eb23bd516fcf4ef",
};

function readGolden(release: string): readonly string[] {
  const url = new URL(`../../src/journal/golden/${release}.jsonl`, import.meta.url);
  return readFileSync(url, "utf8").trimEnd().split("\n");
}

function lift(line: string): StoredEvent {
  const { data, actor, ...rest } = JSON.parse(line) as StoredEvent;
  return readRecord({ ...rest, data: canonicalJson(data), actor: canonicalJson(actor) }, "golden");
}

function fold(release: string): State {
  return readGolden(release).map(lift).reduce(evolve, emptyState());
}

describe("the golden journal of a release", () => {
  it("holds every type of event, the newest one as this release writes it", async () => {
    const lines = readGolden(NEWEST);
    expect(new Set(lines.map((line) => lift(line).type))).toEqual(new Set(EVENT_TYPES));
    expect(`${lines.join("\n")}\n`).toBe(await goldenLines());
    expect(lines.map((line) => canonicalJson(lift(line)))).toEqual(lines);
  });

  it.each(Object.entries(DIGESTS))("%s folds to the state that it always folded to", (release, digest) => {
    const state = fold(release);
    // The limits are the daemon's, not the journal's.
    const journalled = { ...state, limits: undefined };
    expect(state.seq).toBe(readGolden(release).length);
    expect(createHash("sha256").update(canonicalJson(journalled)).digest("hex")).toBe(digest);
  });

  it("tells of a ticket that landed and one that was cancelled", () => {
    const state = fold("v0.1");
    expect(state.tickets.get(ticketId("T-1"))?.stage).toMatchObject({ name: "landed", run: "R-1.2" });
    expect(state.tickets.get(ticketId("T-2"))?.stage).toMatchObject({ name: "closed", reason: "cancelled" });
    expect([...state.runs.values()].map(({ stage }) => "outcome" in stage && stage.outcome)).toEqual([
      "failed",
      "cancelled",
      "landed",
    ]);
    expect(state.runs.get(runId("R-1.1"))?.keepRef).toBe("refs/jarvis/keep/R-1.1/1");
    expect(state.queue).toEqual([]);
  });
});
