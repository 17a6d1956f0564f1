import { must } from "../../domain/state.ts";
import type { Effect } from "../effect.ts";
import { landingMessage } from "../landing-message.ts";

/** Builds the candidate on the target's tip and runs the checks on exactly the tree that will land. */
export const verifyLanding: Effect<"verify-landing"> = async (obligation, context) => {
  const landing = must(context.state().landings, obligation.subject.landing);
  const ticket = must(context.state().tickets, landing.ticket);
  const target = await context.repository.readTip(landing.branch);
  const message = landingMessage(ticket, landing);
  const result = await context.verifier.verify({
    target,
    head: landing.head,
    checks: ticket.spec.checks,
    landing: landing.id,
    message,
    at: landing.queuedAt,
    signal: context.signal,
  });
  if (result.kind === "conflicted") {
    await context.submit({
      type: "landing.observe-conflict",
      key: obligation.key,
      landing: landing.id,
      files: result.files,
    });
    return;
  }
  const candidate = { commit: result.commit, target, tree: result.checked.tree, checked: result.checked };
  await context.submit({
    type: "landing.observe-verified",
    key: obligation.key,
    landing: landing.id,
    candidate,
  });
};
