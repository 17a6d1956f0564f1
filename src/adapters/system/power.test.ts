import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPower } from "./power.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "jarvis-power-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function supply(name: string, files: Readonly<Record<string, string>>): void {
  const folder = join(root, "sys/class/power_supply", name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), `${text}\n`);
}
const AC = { type: "Mains" };
const BATTERY = { type: "Battery", capacity: "64" };

test("a machine without a battery is on mains", async () => {
  expect(await readPower(root, "linux")).toEqual({ kind: "mains" });
  supply("hidpp_battery_0", { ...BATTERY, scope: "Device", status: "Discharging" });
  expect(await readPower(root, "linux")).toEqual({ kind: "mains" });
});

test.each([
  ["unplugged", "0", "Discharging", { kind: "battery", percent: 64 }],
  ["plugged in", "1", "Charging", { kind: "mains" }],
  ["plugged in, the battery says nothing", "1", "Unknown", { kind: "mains" }],
  ["full, and the charger is not told of", "0", "Full", { kind: "mains" }],
] as const)("a laptop that is %s", async (_name, online, status, power) => {
  supply("AC", { ...AC, online });
  supply("BAT0", { ...BATTERY, status });
  expect(await readPower(root, "linux")).toEqual(power);
});

test("the emptiest of two batteries counts, one that says nothing is unknown in percent", async () => {
  supply("BAT0", { ...BATTERY, status: "Discharging" });
  supply("BAT1", { ...BATTERY, capacity: "8", status: "Discharging" });
  expect(await readPower(root, "linux")).toEqual({ kind: "battery", percent: 8 });
  rmSync(root, { recursive: true });
  supply("BAT0", { type: "Battery", status: "Discharging" });
  expect(await readPower(root, "linux")).toEqual({ kind: "battery", percent: null });
});

test("another system does not say", async () => {
  expect(await readPower(root, "darwin")).toEqual({ kind: "unknown" });
});
