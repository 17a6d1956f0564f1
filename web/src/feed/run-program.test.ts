// The lines of a program that runs, however the answer is cut on its way.
import { afterEach, expect, test, vi } from "vitest";
import type { RunLine } from "../../../src/wire/run-command.ts";
import { runProgram } from "./run-program.ts";

const LINES: readonly RunLine[] = [
  { kind: "started", run: "R-1.1", worker: "W1", ticket: "T-1" },
  { kind: "output", run: "R-1.1", stream: "out", text: "ä\n" },
];

afterEach(() => vi.unstubAllGlobals());

function answer(response: () => Response | Promise<Response>) {
  vi.stubGlobal("fetch", async (path: string) =>
    path === "/api/session"
      ? Response.json({ csrf: "csrf-1", version: "1", projects: [] })
      : await response(),
  );
}

async function linesOf(signal = new AbortController().signal) {
  const lines: RunLine[] = [];
  const input = { worker: "W1", argv: ["ls"] };
  const refused = await runProgram("p1", { input, onLine: (line) => lines.push(line), signal });
  return { refused, lines };
}

test("are given whole, also when a part ends inside a line or a sign", async () => {
  const bytes = new TextEncoder().encode(LINES.map((line) => `${JSON.stringify(line)}\n`).join(""));
  answer(
    () =>
      new Response(
        new ReadableStream({
          start(controller) {
            for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
            controller.close();
          },
        }),
      ),
  );
  expect(await linesOf()).toEqual({ refused: null, lines: LINES });
});

test("are none when it is refused", async () => {
  const message = "Worker 1 has no worktree.";
  answer(() => Response.json({ kind: "refused", code: "wrong-stage", message }, { status: 409 }));
  expect(await linesOf()).toEqual({
    refused: { kind: "refused", code: "wrong-stage", message },
    lines: [],
  });
});

test("end without trouble when the user ends it, and with it when the daemon is gone", async () => {
  answer(() => Promise.reject(new TypeError("gone")));
  expect(await linesOf(AbortSignal.abort())).toEqual({ refused: null, lines: [] });
  expect((await linesOf()).refused).toMatchObject({ code: "unreachable" });
});
