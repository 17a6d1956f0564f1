import { expect, test } from "vitest";
import { parsePsRows } from "./process-table-ps.ts";

test("reads the columns of ps and leaves out zombies", () => {
  const output = [
    "    1     0     1      0 Ss   Mon Nov 24 08:00:01 2025",
    " 4711     1  4711      0 S+   Tue Nov 25 09:15:42 2025",
    " 4712  4711  4711      0 Z    Tue Nov 25 09:15:43 2025",
    "",
  ].join("\n");
  expect(parsePsRows(output)).toEqual([
    { pid: 1, parentPid: 0, groupId: 1, sessionId: 0, startTime: "Mon Nov 24 08:00:01 2025" },
    { pid: 4711, parentPid: 1, groupId: 4711, sessionId: 0, startTime: "Tue Nov 25 09:15:42 2025" },
  ]);
});
