// The limits of one project: what is built in, what its jarvis.jsonc says, what the user's settings say, what was asked for at the start.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_LIMITS, type Limits } from "../domain/state.ts";
import { budgetLimits, UserSettings, type LimitSettings } from "../engine/limit-settings.ts";
import { readSettings } from "../engine/project-settings.ts";
import { parseSettings } from "../engine/settings-file.ts";
import { PortFailure } from "../ports/failure.ts";
import type { Home } from "./home.ts";
import type { ProjectOptions, ProjectParts } from "./project-parts.ts";

/** The user's own file, in the home. */
const USER_FILE = "settings.jsonc";

/** What the files and the command line say, the strongest last. A file that cannot be used is told of, and the others count. */
export async function readLimitSettings(
  home: Home,
  { repository, facts }: Pick<ProjectParts, "repository" | "facts">,
  options: ProjectOptions,
  tell: (problem: string) => void,
): Promise<readonly LimitSettings[]> {
  const { dayUsdMax, projectUsdMax } = options;
  return [
    await orNone(async () => (await readSettings(repository, facts.targetTip)).limits, tell),
    await orNone(() => readUserLimits(home.path), tell),
    {
      ...(dayUsdMax === undefined ? {} : { day: { usd: dayUsdMax } }),
      ...(projectUsdMax === undefined ? {} : { project: { usd: projectUsdMax } }),
    },
  ];
}

/** As they are with the model that answers now: the script costs nobody anything. */
export function limitsNow(home: Home, options: ProjectOptions, settings: readonly LimitSettings[]): Limits {
  const utcOffsetMs = -new Date().getTimezoneOffset() * 60_000;
  return {
    ...DEFAULT_LIMITS,
    ...(options.runsMax === undefined ? {} : { runsMax: options.runsMax }),
    ...(options.answerWithinMs === undefined ? {} : { askMsMax: options.answerWithinMs }),
    ...(options.parking === undefined ? {} : { parking: options.parking }),
    budgets: budgetLimits(settings, { isPaid: home.model.current() !== null, utcOffsetMs }),
  };
}

async function readUserLimits(home: string): Promise<LimitSettings> {
  const path = join(home, USER_FILE);
  try {
    return parseSettings(UserSettings, await readFile(path, "utf8"), path).limits ?? {};
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

async function orNone(
  read: () => Promise<LimitSettings>,
  tell: (problem: string) => void,
): Promise<LimitSettings> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    tell(`${error.message} Its limits do not count.`);
    return {};
  }
}
