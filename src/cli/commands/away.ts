// `jarvis away`, `jarvis back` and `jarvis reset-fuse`: nobody watches for a while, and what came of it.
import type { Command } from "commander";
import type { AwayReportRow } from "../../wire/away.ts";
import type { View } from "../../wire/feed.ts";
import { UsageError } from "../failures.ts";
import { projectOf } from "../remote/rows.ts";
import { act } from "./act.ts";
import { define, does, dollars, projectOptions, type Cli, type ProjectOption } from "./cli.ts";
import { accepted, openProject } from "./project.ts";

interface AwayOptions extends ProjectOption {
  readonly budget?: number;
  readonly unsafe?: boolean;
  readonly report?: boolean;
}

export function awayCommand(cli: Cli): Command {
  const command = define({
    usage: "away [duration]",
    summary: "let approved work go on for a while in which nobody watches",
    details:
      "Begins only when box, model, disk, memory, the target's own checks and power are all green; whatever is red is named with what to do. Meanwhile what was approved goes on and lands when green, within the budget; nothing else is approved, and no budget is raised, until jarvis back or the end of the time. Without a duration it says whether you are away.",
    examples: ["jarvis away 8h --budget 30", "jarvis away 90m --budget 5 --unsafe", "jarvis away --report"],
  })
    .option("--budget <dollars>", "US dollars that may be spent meanwhile", dollars)
    .option("--unsafe", "go although no box is around the workers")
    .option("--report", "what came of the last time away");
  return does<AwayOptions>(cli, projectOptions(command), async (options, [given]) => {
    const { budget, unsafe: isUnsafe = false } = options;
    if (options.report === true || given === undefined) {
      if (given !== undefined || budget !== undefined || isUnsafe)
        throw new UsageError("Expected a duration and --budget to go away, or --report alone.");
      const { view } = await openProject(options, cli);
      return options.report === true
        ? tellReport(cli, options, await view())
        : tellAway(cli, options, await view());
    }
    const minutes = minutesOf(given);
    if (budget === undefined)
      throw new UsageError(`Expected how much may be spent meanwhile: jarvis away ${given} --budget 30`);
    const input = { minutes, costUsd: budget, isUnsafe };
    const until = new Date(Date.now() + minutes * 60_000).toLocaleString();
    const sentence = () =>
      `You are away until ${until}, for at most $${budget.toFixed(2)}. Come back: jarvis back`;
    await act(cli, options, { name: "go-away", input, sentence });
  });
}

export function backCommand(cli: Cli): Command {
  const command = define({
    usage: "back",
    summary: "say that you are back; tells what came of the time away",
    details:
      "Tells what landed, what waits for you in the order in which it is best done, what failed and why, what was refused, what was spent and what work is kept. Approvals count again, and what the budget of the time away held goes on.",
    examples: ["jarvis back", "jarvis back --json"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options) => {
    const { of, view } = await openProject(options, cli);
    accepted(await of.command("come-back", {}));
    tellReport(cli, options, await view());
  });
}

export function resetFuseCommand(cli: Cli): Command {
  const command = define({
    usage: "reset-fuse",
    summary: "let tickets land by themselves again after the landing fuse has blown",
    examples: ["jarvis reset-fuse"],
  });
  return does<ProjectOption>(cli, projectOptions(command), async (options) => {
    const sentence = () => "The landing fuse is reset: what is approved to land when green lands again.";
    await act(cli, options, { name: "reset-fuse", input: {}, sentence });
  });
}

function tellReport(cli: Cli, options: ProjectOption, view: View): void {
  const report: AwayReportRow | null = projectOf(view)?.awayReport ?? null;
  if (options.json === true) return cli.output.json({ report });
  for (const line of report?.lines ?? ["There is no report: you have not been away yet."])
    cli.output.line(line);
}

function tellAway(cli: Cli, options: ProjectOption, view: View): void {
  const away = projectOf(view)?.away ?? null;
  if (options.json === true) return cli.output.json({ away });
  cli.output.line(awayLine(away) ?? "You are not away. Go: jarvis away 8h --budget 30");
}

/** Null: the user is here. */
export function awayLine(away: NonNullable<ReturnType<typeof projectOf>>["away"]): string | null {
  if (away === null || away === undefined) return null;
  const spent = `$${away.spentUsd.toFixed(2)} of $${away.costUsdMax.toFixed(2)} spent`;
  return away.isOver
    ? `Your time away is over (${spent}); its budget holds until you say: jarvis back`
    : `Away until ${new Date(away.until).toLocaleString()} (${spent}). Come back: jarvis back`;
}

const UNIT_MINUTES: Readonly<Record<string, number>> = { d: 24 * 60, h: 60, m: 1, min: 1 };

/** `8h`, `90m`, `1h30m`, `2d`. @throws UsageError */
function minutesOf(given: string): number {
  const said = given.trim().toLowerCase();
  const parts = [...said.matchAll(/(\d+)(d|h|min|m)/g)];
  const minutes = parts.reduce(
    (sum, [, count = "", unit = ""]) => sum + Number(count) * (UNIT_MINUTES[unit] ?? 0),
    0,
  );
  const isWhole = parts.map(([text]) => text).join("") === said;
  if (isWhole && Number.isSafeInteger(minutes) && minutes >= 1 && minutes <= 10_080) return minutes;
  throw new UsageError(
    `Expected how long, from 1m to 7d, like 8h, 90m or 1h30m; got ${JSON.stringify(given)}.`,
  );
}
