// The numbers that users are told, in documents and on the screen. Elsewhere tests name them; here they are said once.
import { expect, test } from "vitest";
import { BOARD_CHARS_MAX } from "./conversation/prompt.ts";
import { MESSAGE_CHARS_MAX, QUEUE_MAX, REPORTS_PER_TURN_MAX, TURN_LIVES_MAX } from "./conversation/state.ts";
import { BLOCKED_RETRY_MS, LANDING_ATTEMPTS_MAX, LANDING_UNDO_MS } from "./landing/state.ts";
import {
  EVIDENCE_CHARS_MAX,
  FIX_ROUNDS_MAX,
  LOST_MAX,
  REPORT_CHARS_MAX,
  RUN_MESSAGE_CHARS_MAX,
  RUN_MESSAGES_MAX,
} from "./run/state.ts";
import { DEFAULT_LIMITS } from "./state.ts";
import {
  DECIDED_MAX,
  DESCRIPTION_CHARS_MAX,
  LIST_ITEM_CHARS_MAX,
  LIST_ITEMS_MAX,
  TITLE_CHARS_MAX,
} from "./ticket/state.ts";

test("a message has 64 Ki characters, a report 2 Ki, a board 4,000", () => {
  expect([MESSAGE_CHARS_MAX, RUN_MESSAGE_CHARS_MAX, DESCRIPTION_CHARS_MAX]).toEqual([65_536, 65_536, 65_536]);
  expect([REPORT_CHARS_MAX, EVIDENCE_CHARS_MAX, BOARD_CHARS_MAX]).toEqual([2_048, 4_096, 4_000]);
});

test("a worker gets 3 fix rounds and 3 lives, a turn 3 lives, a landing 20 moves of the target", () => {
  expect([FIX_ROUNDS_MAX, LOST_MAX, TURN_LIVES_MAX, LANDING_ATTEMPTS_MAX]).toEqual([3, 3, 3, 20]);
});

test("words to land can be taken back for 10 s, and a blocked landing is tried again after 10 s", () => {
  expect([LANDING_UNDO_MS, BLOCKED_RETRY_MS]).toEqual([10_000, 10_000]);
});

test("at most 200 messages wait, 8 reports go into a turn, a run has 200 messages", () => {
  expect([QUEUE_MAX, REPORTS_PER_TURN_MAX, RUN_MESSAGES_MAX]).toEqual([200, 8, 200]);
});

test("3 runs work at once and 10 reports wait, unless somebody says otherwise", () => {
  expect(DEFAULT_LIMITS).toEqual({ runsMax: 3, unreviewedMax: 10 });
});

test("a ticket has a title of 120 characters, 50 items a list of 2,000 characters each, 10 quotes", () => {
  expect([TITLE_CHARS_MAX, LIST_ITEMS_MAX, LIST_ITEM_CHARS_MAX, DECIDED_MAX]).toEqual([120, 50, 2_000, 10]);
});
