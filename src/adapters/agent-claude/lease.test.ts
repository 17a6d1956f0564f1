import { mkdtempSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLeases } from "./lease.ts";

const AGENT = { pid: 4_711, startTime: "12", bootId: "boot" };
const dead = { isAlive: () => false };
const alive = { isAlive: ({ pid }: { readonly pid: number }) => pid === AGENT.pid };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jarvis-lease-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a session that is open is not opened a second time, until it is given back", async () => {
  const leases = createLeases(dead);
  const lease = await leases.take(folder);
  await expect(leases.take(folder)).rejects.toMatchObject({ code: "agent-unavailable", retry: "soon" });
  await lease.release();
  await (await leases.take(folder)).release();
});

test("an agent that outlived its daemon keeps its session while it lives", async () => {
  writeFileSync(join(folder, "lease.json"), JSON.stringify(AGENT));
  await expect(createLeases(alive).take(folder)).rejects.toThrow(/process 4711 has it open/);
  await (await createLeases(dead).take(folder)).release();
});

test("the process that has it is on record while it has it, by more than its number", async () => {
  const lease = await createLeases(dead).take(folder);
  await lease.heldBy(AGENT);
  const asked: unknown[] = [];
  const next = await createLeases({ isAlive: (one) => asked.push(one) > 1 }).take(folder);
  expect(asked).toEqual([AGENT]);
  await next.heldBy({ ...AGENT, pid: 4_712 });
  await lease.release();
  expect(existsSync(join(folder, "lease.json"))).toBe(true);
  await next.release();
  expect(existsSync(join(folder, "lease.json"))).toBe(false);
});

test("a record that a crash cut short holds nobody up", async () => {
  writeFileSync(join(folder, "lease.json"), '{"pid": 4711, "sta');
  await (await createLeases(alive).take(folder)).release();
});
