import type { StoredEvent } from "../events.ts";
import { assertNever, invariant } from "../shared.ts";
import { must, put, type State } from "../state.ts";
import type { LandingEvent } from "./events.ts";
import type { Landing, LandingStage } from "./state.ts";

export function evolveLanding(state: State, event: StoredEvent & LandingEvent): State {
  if (event.type === "landing.queued") {
    const { landing: id, ...rest } = event.data;
    const landing: Landing = {
      id,
      ...rest,
      queuedAt: event.at,
      stage: { name: "queued" },
      since: event.at,
      attempt: 0,
      pushCount: 0,
      isEjected: false,
    };
    return { ...state, landings: put(state.landings, id, landing), queue: [...state.queue, id] };
  }
  const landing = changed(must(state.landings, event.data.landing), event);
  const isOver =
    landing.stage.name === "landed" ||
    landing.stage.name === "conflicted" ||
    landing.stage.name === "rejected";
  return {
    ...state,
    fuse: fuseAfter(state, event),
    landings: put(state.landings, landing.id, landing),
    queue: isOver ? state.queue.filter((id) => id !== landing.id) : state.queue,
  };
}

/** Failures count only in a row: what lands begins a new one. */
function fuseAfter({ fuse }: State, event: LandingEvent): State["fuse"] {
  if (event.type === "landing.landed" && fuse.ejectedCount > 0) return { ...fuse, ejectedCount: 0 };
  if (event.type === "landing.rejected" && event.data.isEjected === true)
    return { ...fuse, ejectedCount: fuse.ejectedCount + 1 };
  return fuse;
}

function changed(
  landing: Landing,
  event: StoredEvent & Exclude<LandingEvent, { type: "landing.queued" }>,
): Landing {
  const to = (stage: LandingStage, more: Partial<Landing> = {}): Landing => ({
    ...landing,
    ...more,
    stage,
    since: event.at,
  });
  switch (event.type) {
    case "landing.verifying":
      return to({ name: "verifying" });
    case "landing.verified":
      return to({ name: "landing", candidate: event.data.candidate, blockedBy: [] });
    case "landing.target-moved":
      return to({ name: "verifying" }, { attempt: landing.attempt + 1 });
    case "landing.blocked": {
      invariant(landing.stage.name === "landing", `${landing.id} is ${landing.stage.name}, not landing`);
      return to({ ...landing.stage, blockedBy: event.data.files }, { pushCount: landing.pushCount + 1 });
    }
    case "landing.conflicted":
      return to({ name: "conflicted", files: event.data.files });
    case "landing.rejected":
      return to(
        { name: "rejected", reason: event.data.reason },
        { isEjected: event.data.isEjected === true },
      );
    case "landing.landed":
      return to({ name: "landed", commit: event.data.commit });
    default:
      return assertNever(event);
  }
}
