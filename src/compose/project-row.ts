// What stands over a project's page, and at the head of its terminal.
import { basename } from "node:path";
import { systemClock } from "../adapters/system/clock.ts";
import { DEFAULT_LIMITS, type State } from "../domain/state.ts";
import type { RepositoryFacts } from "../ports/repository.ts";
import { awayReportRow, awayRow } from "../projections/away.ts";
import { parkedRow } from "../projections/parked.ts";
import type { Banner } from "../wire/client.ts";
import type { ProjectRow } from "../wire/rows.ts";
import type { Home } from "./home.ts";
import type { ProjectOptions, ProjectParts } from "./project-parts.ts";

/** `state` null: of a project as it was opened. */
export function projectRow(
  home: Home,
  { folder, sandbox }: ProjectParts,
  facts: RepositoryFacts,
  options: ProjectOptions,
  state: State | null,
): ProjectRow {
  return {
    id: folder.id,
    name: basename(facts.root),
    root: facts.root,
    target: facts.target,
    targetTip: facts.targetTip.slice(0, 7),
    uncommittedCount: facts.uncommittedCount,
    detachedAt: facts.head.kind === "detached" ? facts.head.commit.slice(0, 7) : null,
    sandboxLevel: sandbox.level,
    sandboxReason: sandbox.reason,
    hint: options.hint ?? null,
    runsMax: options.runsMax ?? DEFAULT_LIMITS.runsMax,
    halted: state === null ? null : haltedOf(state),
    ...(state === null ? {} : awayRows(state)),
    parked: state === null ? null : parkedRow(state),
    model: home.model.describe(),
  };
}

function awayRows(state: State): Pick<ProjectRow, "away" | "awayReport" | "fuse"> {
  const { blown } = state.fuse;
  return {
    away: awayRow(state, systemClock.now()),
    awayReport: awayReportRow(state.awayReport),
    fuse: blown === null ? null : { reason: blown.reason, since: blown.since },
  };
}

function haltedOf({ halted }: State): ProjectRow["halted"] {
  return halted === null ? null : { reason: halted.reason, since: halted.since };
}

export function bannerOf(home: Home, parts: ProjectParts, options: ProjectOptions): Banner {
  const { id, root, target, targetTip, uncommittedCount, detachedAt, sandboxLevel, sandboxReason, hint } =
    projectRow(home, parts, parts.facts, options, null);
  return {
    project: id,
    root,
    target,
    targetTip,
    uncommittedCount,
    detachedAt,
    sandboxLevel,
    sandboxReason,
    hint,
    model: parts.agents.model,
    mode: home.model.current() === null ? "playbook" : "claude",
  };
}
