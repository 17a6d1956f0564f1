import { invariant } from "../../domain/shared.ts";
import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";

/** Moves the target. The port tests ancestry first, so that a landing that happened before a crash is found and not repeated. */
export const land: Effect<"land"> = async (obligation, context) => {
  const landing = must(context.state().landings, obligation.subject.landing);
  invariant(landing.stage.name === "landing", `${landing.id} is ${landing.stage.name}, not landing`);
  const { candidate } = landing.stage;
  const result = await context.repository.land({
    landing: landing.id,
    branch: landing.branch,
    from: candidate.target,
    candidate: candidate.commit,
  });
  const { key } = obligation;
  switch (result.kind) {
    case "landed":
      await context.submit({
        type: "landing.observe-landed",
        key,
        landing: landing.id,
        commit: candidate.commit,
      });
      return;
    case "target-moved":
      await context.submit({
        type: "landing.observe-target-moved",
        key,
        landing: landing.id,
        tip: result.tip,
      });
      return;
    case "blocked":
      await context.submit({
        type: "landing.observe-blocked",
        key,
        landing: landing.id,
        path: result.path,
        files: result.files,
      });
      return;
    default:
      return result satisfies never;
  }
};
