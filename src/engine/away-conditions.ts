// What must be green before nobody watches, each measured at this moment, each red one with what to do about it.
import { currentAccount, parkedText } from "../domain/account/gate.ts";
import type { Condition, ConditionName } from "../domain/away/state.ts";
import { assertNever } from "../domain/shared.ts";
import type { State } from "../domain/state.ts";
import { PortFailure } from "../ports/failure.ts";
import type { Machine, Power } from "../ports/machine.ts";
import type { Sandbox } from "../ports/sandbox.ts";
import { machineMissing, type RoomRules } from "./room.ts";
import type { TargetChecks } from "./verify-tree.ts";

/** With this level and above no agent can reach out of its box. */
const BOX_LEVEL_MIN = 2;
const OUTPUT_CHARS_MAX = 200;

export interface ConditionSources {
  state(): State;
  /** The user accepts that no box is around the workers. */
  readonly isUnsafe: boolean;
  readonly sandbox: Pick<Sandbox, "level" | "reason">;
  readonly machine: Machine;
  readonly rules: RoomRules;
  /** Where work and records go: their disks count. */
  readonly folders: readonly string[];
  /** The project's own checks on the target's tip. @throws PortFailure */
  checkTarget(): Promise<TargetChecks>;
}

/** One for each of `CONDITIONS`. What cannot be measured is red. Takes as long as the checks of the target, if they have not run yet. */
export async function measureConditions(sources: ConditionSources): Promise<readonly Condition[]> {
  const [machine, base, power] = await Promise.all([
    machineConditions(sources),
    orRed("base", "Mend that, then try again.", async () => baseCondition(await sources.checkTarget())),
    orRed("power", "", async () => powerCondition(await sources.machine.readPower())),
  ]);
  return [boxCondition(sources), modelCondition(sources.state()), ...machine, base, power];
}

function boxCondition({ isUnsafe, sandbox }: ConditionSources): Condition {
  const { level, reason } = sandbox;
  if (level >= BOX_LEVEL_MIN) return green("box", `level ${level}`);
  return isUnsafe
    ? green("box", `none (level ${level}), as you accept`)
    : red(
        "box",
        `level ${level} of ${BOX_LEVEL_MIN}: ${reason}`,
        "Accept that for this time away with --unsafe.",
      );
}

/** What was last heard of it; it is asked nothing, since that costs money. */
function modelCondition(state: State): Condition {
  const account = currentAccount(state);
  if (account === null) return red("model", "nothing is connected", "Connect a model in Settings.");
  const { status, name } = account;
  switch (status.name) {
    case "open":
      return green("model", name);
    case "parked":
      return red(
        "model",
        `it waits for ${parkedText(name, status.cause)}`,
        status.cause === "auth" ? "Connect it again in Settings." : "Wait until it answers again.",
      );
    case "probing":
      return red("model", `${name} refused, and is being tried again`, "Wait until it has answered.");
    default:
      return assertNever(status);
  }
}

async function machineConditions(sources: ConditionSources): Promise<readonly [Condition, Condition]> {
  const { machine, rules, folders } = sources;
  try {
    const { freeMemoryMb, freeDiskMb: each } = await machine.measure(folders);
    const freeDiskMb = Math.min(...each);
    const none = { busyCount: 0, growingCount: 0 };
    const disk = machineMissing(rules, { freeMemoryMb: Number.POSITIVE_INFINITY, freeDiskMb }, none);
    const memory = machineMissing(rules, { freeMemoryMb, freeDiskMb: Number.POSITIVE_INFINITY }, none);
    return [
      disk === null ? green("disk", `${freeDiskMb} MB free`) : red("disk", disk, "Free some of it."),
      memory === null
        ? green("memory", `${freeMemoryMb} MB free`)
        : red("memory", memory, "Close what takes it."),
    ];
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return [red("disk", error.message, "Try again."), red("memory", error.message, "Try again.")];
  }
}

function baseCondition(ran: TargetChecks): Condition {
  const tip = ran.commit.slice(0, 7);
  if (ran.checks.length === 0)
    return red(
      "base",
      `no check is configured that could prove ${tip}`,
      'Name one under "checks" in jarvis.jsonc and land it.',
    );
  const failed = ran.checks.find(({ outcome }) => outcome !== "green");
  if (failed === undefined) return green("base", `${tip}, ${ran.checks.length} check(s) green`);
  const tail = failed.output.trim().split("\n").at(-1) ?? "";
  return red(
    "base",
    `${JSON.stringify(failed.command)} is red on ${tip}: ${tail.slice(0, OUTPUT_CHARS_MAX)}`,
    "Mend the target first.",
  );
}

function powerCondition(power: Power): Condition {
  switch (power.kind) {
    case "mains":
      return green("power", "mains");
    case "battery": {
      const charge = power.percent === null ? "" : ` (${power.percent} %)`;
      return red("power", `the machine runs on its battery${charge}`, "Plug it in.");
    }
    case "unknown":
      return green("power", "not measured: this system does not say whether it is plugged in");
    default:
      return assertNever(power);
  }
}

async function orRed(
  name: ConditionName,
  todo: string,
  measure: () => Promise<Condition>,
): Promise<Condition> {
  try {
    return await measure();
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return red(name, error.message, todo);
  }
}

function green(name: ConditionName, found: string): Condition {
  return { name, isGreen: true, found, todo: "" };
}

function red(name: ConditionName, found: string, todo: string): Condition {
  return { name, isGreen: false, found, todo };
}
