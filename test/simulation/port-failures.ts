// What the ports of a simulated run throw: failures of each kind, and a disk without space.
import type { Random } from "../../src/adapters/simulated/random.ts";
import { AgentUnavailable } from "../../src/ports/agent.ts";
import { PortFailure } from "../../src/ports/failure.ts";
import { SurvivorsLeft } from "../../src/ports/processes.ts";
import { RepositoryFailed } from "../../src/ports/repository.ts";
import { WorkspaceUnusable } from "../../src/ports/workspace.ts";
import type { Fault } from "./fault-table.ts";

/** A failure that says nothing but how it may be retried. */
class InjectedFailure extends PortFailure {
  readonly code = "injected";
  readonly retry: "soon" | "after-change" | "never";
  constructor(call: string, retry: InjectedFailure["retry"]) {
    super(`The call ${call} was made to fail.`);
    this.retry = retry;
  }
}

const WORKSPACE_WRITES = new Set(["prepare", "keep", "remove", "acquireVerify", "markSetUp", "release"]);
const REPOSITORY_WRITES = new Set(["importCommits", "makeCandidate", "dropCandidate", "land"]);

/** May have done all when it fails: the same call again finds what was done. Others that fail have done nothing. */
const REPEATABLE = new Set([
  "prepare",
  "keep",
  "remove",
  "markSetUp",
  "importCommits",
  "makeCandidate",
  "dropCandidate",
  "land",
  "stopSlot",
]);

export function isWriting(call: string): boolean {
  return WORKSPACE_WRITES.has(call) || REPOSITORY_WRITES.has(call);
}

export function mayFailAfterwards(call: string): boolean {
  return REPEATABLE.has(call);
}

export function noSpace(call: string): PortFailure {
  const found = "No space left on device";
  return WORKSPACE_WRITES.has(call)
    ? new WorkspaceUnusable(call, "the workspaces", found, "soon")
    : new RepositoryFailed([call], 128, found);
}

export function failureOf(call: string, fault: Fault, random: Random): PortFailure {
  const retry = fault === "failure-soon" ? "soon" : fault === "failure-never" ? "never" : "after-change";
  // The effects know these by their class.
  if (retry === "soon" && (call === "close" || call === "stopSlot"))
    return new SurvivorsLeft(`what ${call} was to end`, [
      { pid: 1, slot: "simulated", command: "simulated" },
    ]);
  if (call === "open" && retry !== "never" && random.chance(0.5))
    return new AgentUnavailable("The agent was made unavailable.", retry);
  return new InjectedFailure(call, retry);
}
