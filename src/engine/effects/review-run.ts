import { createHash } from "node:crypto";
import { z } from "zod";
import type { ModelRefusal } from "../../domain/account/state.ts";
import { canonicalJson } from "../../domain/canonical.ts";
import { contentHash, sessionId, type ContentHash } from "../../domain/ids.ts";
import { reviewMessage } from "../../domain/run/review-message.ts";
import type { Run, Verdict } from "../../domain/run/state.ts";
import { cut, invariant } from "../../domain/shared.ts";
import { must } from "../../domain/state.ts";
import type { HostTool } from "../../ports/agent.ts";
import { PortFailure } from "../../ports/failure.ts";
import type { Effect } from "../effect.ts";
import { modelRefusal } from "../model-refusal.ts";
import { reviewSlot } from "../review-slot.ts";
import { createTurnMeter, isNothing, REVIEW_MAX } from "../turn-meter.ts";
import { untilEnded } from "../until-ended.ts";
import { whenAborted } from "../when-aborted.ts";

/** What a reviewer reads of a diff; a longer one is cut with a line that says so. */
const DIFF_BYTES_MAX = 200_000;
const FINDINGS_MAX = 20;
/** A verdict is at most 2 KB when it enters the conversation. */
const FINDING_CHARS_MAX = 200;

const VerdictInput = z.object({
  verdict: z.enum(["accept", "changes"]),
  criteria: z.array(z.object({ n: z.number().int(), met: z.boolean(), where: z.string().default("") })),
  findings: z
    .array(z.object({ file: z.string(), line: z.number().int().catch(0), text: z.string() }))
    .default([]),
});

class ReviewFailed extends PortFailure {
  readonly code = "review-failed";
  readonly retry = "soon";
  constructor(run: string, found: string, options?: ErrorOptions) {
    super(`The review of ${run} gave no verdict: ${found}.`, options);
  }
}

/** A read-only agent reads diff, criteria and check output, and gives its verdict by one tool. Killed at any line, it is asked again. */
export const reviewRun: Effect<"review-run"> = async (obligation, context) => {
  const run = must(context.state().runs, obligation.subject.run);
  const ticket = must(context.state().tickets, run.ticket);
  const step = run.stage.name === "reported" ? run.stage.step : null;
  invariant(step?.name === "review" && run.workspacePath !== null, `${run.id} has nothing to review`);
  const slot = reviewSlot(run.id);
  await context.supervision.stop(run.id, slot, context.signal);
  const diff = await context.repository.readDiff({
    base: run.base,
    head: step.head,
    bytesMax: DIFF_BYTES_MAX,
  });
  let verdict: Verdict | null = null;
  const tool = verdictTool(ticket.spec.criteria, (given) => {
    verdict = given;
  });
  const definition = await context.readDefinition("code-reviewer");
  const { account } = context.agents;
  const session = await context.agents.open({
    role: "reviewer",
    slot,
    definition,
    cwd: run.workspacePath,
    session: sessionId(context.ids.uuid()),
    tools: [tool],
    env: {},
  });
  const close = () => {
    const tell = (detail: string) => context.facts.set(slot, "stop", detail, context.clock.now());
    const end = () => context.supervision.close(run.id, slot, session);
    void untilEnded(end, { clock: context.clock, tell });
  };
  const stopWaiting = whenAborted(context.signal, close);
  const meter = createTurnMeter({ clock: context.clock, max: REVIEW_MAX, before: null, onOver: close });
  let found = "its agent ended";
  let refusal: ModelRefusal | null = null;
  try {
    session.send({
      uuid: context.ids.uuid(),
      text: reviewMessage(run, ticket, step, diff),
      source: "report",
    });
    for await (const event of session.events) {
      context.activity({ subject: slot, event });
      meter.note(event);
      if (event.type === "turn-ended" && event.outcome.kind === "failed") found = event.outcome.detail;
      if (event.type === "turn-ended") refusal = modelRefusal(event.outcome, account);
      if (event.type === "turn-ended" || event.type === "closed") break;
    }
  } finally {
    meter.stop();
    stopWaiting();
    await context.supervision.close(run.id, slot, session);
  }
  found = meter.over() ?? found;
  const spent = meter.spent();
  if (!isNothing(spent)) await context.submit({ type: "project.observe-usage", spender: "review", spent });
  if (verdict === null && refusal !== null) {
    const { key } = obligation;
    await context.submit({ type: "run.observe-review-refused", key, run: run.id, refusal });
    return;
  }
  if (verdict === null) throw new ReviewFailed(run.id, found);
  await context.submit({
    type: "run.observe-verdict",
    key: obligation.key,
    run: run.id,
    verdict,
    landHash: landHash(run, step.head, step.checked.color),
  });
};

/** What an approval to land covers: (run, base, head), and whether it was verified. */
function landHash(run: Run, head: string, color: string): ContentHash {
  return contentHash(
    createHash("sha256")
      .update(canonicalJson({ run: run.id, base: run.base, head, color }))
      .digest("hex"),
  );
}

function verdictTool(criteria: readonly string[], take: (verdict: Verdict) => void): HostTool {
  return {
    name: "verdict",
    description:
      "Give your verdict, once: for each criterion whether it is met and where (file:line), and what you found.",
    inputSchema: z.toJSONSchema(VerdictInput, { io: "input" }),
    call: async (input) => {
      const parsed = VerdictInput.safeParse(input);
      if (!parsed.success) return { text: `Not a verdict: ${z.prettifyError(parsed.error)}`, isError: true };
      const { data } = parsed;
      take({
        opinion: data.verdict,
        criteria: criteria.map((criterion, index) => {
          const one = data.criteria.find((given) => given.n === index + 1);
          return {
            criterion: cut(criterion, FINDING_CHARS_MAX),
            isMet: one?.met ?? false,
            where: cut(one?.where ?? "", FINDING_CHARS_MAX),
          };
        }),
        findings: data.findings.slice(0, FINDINGS_MAX).map((one) => ({
          file: cut(one.file, FINDING_CHARS_MAX),
          line: one.line,
          text: cut(one.text, FINDING_CHARS_MAX),
        })),
      });
      return { text: "Noted.", isError: false };
    },
  };
}
