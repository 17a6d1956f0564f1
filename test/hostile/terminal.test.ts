// Whatever anybody says, a terminal gets letters: every text through every command that prints, as lines for people and as JSON.
import { afterEach, describe, expect, test, vi } from "vitest";
import * as world from "../../src/cli/testing/world.ts";
import { inBatches } from "./testing/batches.ts";
import { faultsOf, printAll } from "./testing/terminal.ts";
import { HOSTILE_TEXTS } from "./texts.ts";

const TEST_MS_MAX = 240_000;
/** Tickets of one daemon: each card is read with the whole board. */
const BATCH = 20;
/** The board, its JSON, the card, and what is said in the conversation: a text that stands in fewer places was swallowed. */
const PLACES_MIN = 6;

describe("every hostile text", () => {
  test(
    "comes out of ls, show, diff, logs, a refusal and the conversation without a control character",
    async () => {
      const faults: string[] = [];
      const missing: string[] = [];
      let commandCount = 0;
      for (const texts of inBatches(HOSTILE_TEXTS, BATCH)) {
        const printed = await printAll(world, texts);
        commandCount += printed.length;
        faults.push(...printed.flatMap(faultsOf));
        const said = printed.map(({ stdout }) => stdout).join("");
        missing.push(...texts.flatMap(({ name }) => (said.split(name).length > PLACES_MIN ? [] : [name])));
      }
      expect({ faults, missing }).toEqual({ faults: [], missing: [] });
      console.log(
        `${HOSTILE_TEXTS.length} hostile texts in what ${commandCount} commands printed: 0 control characters.`,
      );
    },
    TEST_MS_MAX,
  );

  test("is whole in JSON, as escapes", async () => {
    const texts = HOSTILE_TEXTS.filter(({ name }) =>
      /^(a sequence|right-to-left|zero width |a NUL)/.test(name),
    );
    const printed = await printAll(world, texts);
    const board = printed.find(({ command }) => command === "ls --all --json")?.stdout ?? "";
    const titles = JSON.parse(board).rows.map(({ title }: { title: string }) => title);
    expect(titles).toEqual(texts.map(({ name, text }) => `${name} ${text}`));
  });
});

describe("the control", () => {
  afterEach(() => {
    vi.doUnmock("../../src/cli/text.ts");
    vi.resetModules();
  });

  test("prints texts as they are, and each command fails", async () => {
    vi.resetModules();
    vi.doMock("../../src/cli/text.ts", async (original) => ({
      ...(await original<object>()),
      plain: (text: string) => text,
      fitted: (text: string) => text,
      jsonLine: JSON.stringify,
    }));
    const unprotected: typeof world = await import("../../src/cli/testing/world.ts");
    const texts = HOSTILE_TEXTS.filter(({ name }) => /^(a sequence|a command)/.test(name));
    const printed = await printAll(unprotected, texts);
    const commands = new Set(printed.flatMap(faultsOf).map((fault) => /^\w+/.exec(fault)?.[0]));
    expect(commands).toEqual(new Set(["chat", "diff", "logs", "ls", "show", "undo"]));
  });
});
