import { describe, expect, test } from "vitest";
import type { ProcessRow, ProcessTable } from "./process-table.ts";
import { createSlotIndex, markedSlot } from "./slot-index.ts";

const HOME = "/no/such/home";
const marks = (slot: string): string => `PATH=/bin\0JARVIS_SLOT=${slot}\0JARVIS_HOME=${HOME}\0`;
const row = (pid: number, change: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  parentPid: 1,
  groupId: pid,
  sessionId: pid,
  startTime: String(pid),
  ...change,
});

function indexOf(rows: () => ProcessRow[], environments: Record<number, string> = {}) {
  const table: ProcessTable = {
    bootId: "boot",
    rows,
    startTime: (pid) => String(pid),
    isLive: () => true,
    environment: (pid) => Buffer.from(environments[pid] ?? ""),
    commandLine: () => "",
  };
  return createSlotIndex(table, HOME);
}

describe("the marker in an environment", () => {
  const home = Buffer.from(`JARVIS_HOME=${HOME}\0`);

  test.each([
    ["both", marks("R-1.1"), "R-1.1"],
    ["both, first of all", `JARVIS_HOME=${HOME}\0JARVIS_SLOT=C1\0`, "C1"],
    ["another home that begins alike", marks("R-1.1").replace(HOME, `${HOME}-2`), null],
    ["another variable that ends alike", marks("R-1.1").replace("JARVIS_SLOT", "MY_JARVIS_SLOT"), null],
    ["only the home", `JARVIS_HOME=${HOME}\0`, null],
    ["only the slot", "JARVIS_SLOT=R-1.1\0", null],
    ["a slot that is cut off", `JARVIS_HOME=${HOME}\0JARVIS_SLOT=R-1`, null],
    ["nothing", "", null],
  ])("is read from %s", (_, environment, slot) => {
    expect(markedSlot(Buffer.from(environment), home)).toBe(slot);
  });
});

describe("the slot of a process", () => {
  test("is its own marker, its leader's or its parent's", () => {
    const rows = [
      row(10),
      row(11, { groupId: 10, sessionId: 10 }),
      row(12, { sessionId: 10 }),
      row(13, { parentPid: 12 }),
      row(14),
      row(99),
    ];
    const index = indexOf(() => rows, { 14: marks("C1") });
    index.track({ pid: 10, startTime: "10", slot: "R-1.1", hasExited: false });
    const slots = index.members().map(({ pid, slot }) => [pid, slot]);
    expect(slots).toEqual([
      [10, "R-1.1"],
      [11, "R-1.1"],
      [12, "R-1.1"],
      [13, "R-1.1"],
      [14, "C1"],
    ]);
  });

  test("is not taken over by a stranger that got the number of a leader that ended", () => {
    const index = indexOf(() => [row(10, { startTime: "later" }), row(11, { groupId: 10 })]);
    index.track({ pid: 10, startTime: "10", slot: "R-1.1", hasExited: true });
    expect(index.members()).toEqual([]);
  });

  test("never names this process itself", () => {
    const index = indexOf(() => [row(process.pid)], { [process.pid]: marks("R-1.1") });
    expect(index.members()).toEqual([]);
  });

  test("is remembered as started until a scan finds it empty", () => {
    let rows = [row(11, { groupId: 10 })];
    const index = indexOf(() => rows);
    index.track({ pid: 10, startTime: "10", slot: "R-1.1", hasExited: true });
    expect(index.members()).toHaveLength(1);
    expect([...index.startedSlots()]).toEqual(["R-1.1"]);
    rows = [];
    index.members();
    expect([...index.startedSlots()]).toEqual([]);
    rows = [row(11, { groupId: 10 })];
    expect(index.members()).toEqual([]);
  });
});
