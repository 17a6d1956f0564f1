// What this machine lives on, as Linux tells it: one folder for each supply, the user's mouse among them.
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Power } from "../../ports/machine.ts";
import { readIfThere } from "./read-if-there.ts";

/** `root`: where `/sys` is looked for. Other systems tell nothing there. */
export async function readPower(root: string, platform: string = process.platform): Promise<Power> {
  if (platform !== "linux") return { kind: "unknown" };
  const folder = resolve(root, "sys/class/power_supply");
  const supplies = await Promise.all((await namesIn(folder)).map((name) => readSupply(join(folder, name))));
  const batteries = supplies.filter(({ type, scope }) => type === "Battery" && scope !== "Device");
  if (batteries.length === 0) return { kind: "mains" };
  // A charger that is on, or a battery that is not being used up, is mains all the same.
  const isFed =
    supplies.some(({ type, online }) => type !== "Battery" && online === "1") ||
    batteries.every(({ status }) => status !== null && status !== "Discharging" && status !== "Unknown");
  if (isFed) return { kind: "mains" };
  const percents = batteries.flatMap(({ capacity }) =>
    capacity !== null && /^\d+$/.test(capacity) ? [Number(capacity)] : [],
  );
  return { kind: "battery", percent: percents.length === 0 ? null : Math.min(...percents) };
}

async function readSupply(folder: string) {
  const read = async (name: string) => (await readIfThere(join(folder, name)))?.trim() ?? null;
  const [type, scope, online, status, capacity] = await Promise.all(
    ["type", "scope", "online", "status", "capacity"].map(read),
  );
  return { type, scope, online, status: status ?? null, capacity: capacity ?? null };
}

/** A machine without such a folder has no battery to tell of. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error) return [];
    throw error;
  }
}
