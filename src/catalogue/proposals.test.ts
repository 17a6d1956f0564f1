// Goal: what is asked of several tickets at once means the same by tool, by HTTP and by command line. Method: the real domain behind both ways in.
import { expect, test } from "vitest";
import type { Command } from "../domain/commands.ts";
import { decide } from "../domain/decide.ts";
import { streamOf } from "../domain/events.ts";
import { evolve } from "../domain/evolve.ts";
import { branchName, commandId, eventSequence, instant, proposalId, ticketId } from "../domain/ids.ts";
import type { Actor } from "../domain/shared.ts";
import { must, type State } from "../domain/state.ts";
import { USER, given, uuid, type Step } from "../domain/testing/given.ts";
import { C1, approve, draft, opened, says } from "../domain/testing/stories.ts";
import type { CommandName } from "../wire/commands.ts";
import type { CatalogueAccess, CommandReply } from "./access.ts";
import { conversationTools } from "./tools.ts";
import type { UserAccess } from "./user-access.ts";
import { runUserCommand } from "./user-commands.ts";

function open(...steps: readonly Step[]) {
  let { state } = given(opened, ...steps);
  const commands: Command[] = [];
  /** Happens between two looks of whoever asks. */
  const meanwhile: Command[] = [];
  function run(command: Command, actor: Actor): CommandReply {
    for (const other of meanwhile.splice(0)) run(other, USER);
    commands.push(command);
    const at = instant(5_000_000 + commands.length);
    const decision = decide(state, command, { at, uuid: uuid(500 + commands.length), actor });
    if (decision.kind === "refused") return decision;
    for (const event of decision.events) {
      const where = { at, stream: streamOf(event), version: 0, schema: 1, actor, command: commandId("c") };
      state = evolve(state, { ...event, ...where, seq: eventSequence(state.seq + 1) });
    }
    return { kind: "accepted", text: decision.reply };
  }
  const defaults = async () => ({ target: branchName("main"), checks: ["npm test"] });
  const nothing = async () => [];
  const unasked = () => Promise.reject(new RangeError("not asked for here"));
  const hands = { readHandWork: unasked, findWork: unasked };
  const access: CatalogueAccess = {
    state: () => state,
    facts: { read: () => null },
    runCommand: async (command, actor) => run(command, actor),
    readDefaults: defaults,
    hands,
    project: { read: async () => null, list: nothing, search: nothing, log: nothing, show: async () => null },
  };
  const user: UserAccess = {
    conversation: C1,
    state: () => state,
    readDefaults: defaults,
    hands,
    until: unasked,
    measureConditions: unasked,
    parseTicket: () => ({ kind: "refused", text: "" }),
    newId: () => "m",
    run: async (command) => {
      const reply = run(command, USER);
      return reply.kind === "accepted"
        ? { kind: "accepted", text: reply.text, journal: state.seq }
        : { kind: "refused", ...reply.refusal };
    },
  };
  return {
    commands,
    meanwhile,
    state: (): State => state,
    stages: () => [...state.tickets.values()].map(({ stage }) => stage.name),
    ask: (name: CommandName, input: unknown) => runUserCommand(name, input, user),
    call: async (name: string, input: unknown) => {
      const turn = must(state.conversations, C1).running;
      const tool = conversationTools(access).find((one) => one.name === name);
      if (turn === null || tool === undefined) throw new RangeError(`no turn for ${name}`);
      return await tool.call(input, { conversation: C1, turn });
    },
  };
}

const PLAN = {
  title: "Profiles",
  tickets: [
    { title: "Page", description: "", scope: ["page"] },
    { title: "Avatar", description: "", scope: ["avatar"] },
    { title: "Menu", description: "", scope: ["page/menu"], after: [1] },
  ],
};
const shownOf = (state: State) =>
  [...state.tickets.values()].map(({ id, hash }) => ({ ticket: id, hash: String(hash) }));

test("the orchestrator proposes, says who waits for whom, and starts all by the user's words", async () => {
  const { call, state, stages } = open(says("I want profiles"));
  const proposed = await call("tickets_propose", PLAN);
  expect(proposed.text).toContain("P-1 drafted: T-1 Page; T-2 Avatar; T-3 Menu after T-1. The card is shown");
  const [first] = state().tickets.values();
  expect(first?.spec).toMatchObject({ checks: ["npm test"], decided: ["I want profiles"] });
  const early = await call("tickets_start", { proposal: "P-1" });
  expect(early).toMatchObject({ isError: true, text: expect.stringContaining("Ask the user") });
  expect(stages()).toEqual(["draft", "draft", "draft"]);
});

test("a plan that names a place which is not there is refused before anything happens", async () => {
  const { call, ask, commands } = open(says("I want profiles"));
  const tickets = [PLAN.tickets[0], { ...PLAN.tickets[1], after: [3] }];
  const wrong = "Ticket 2 “Avatar” waits for ticket 3, and there are only 2.";
  expect((await call("tickets_propose", { ...PLAN, tickets })).text).toBe(wrong);
  expect(await ask("propose-tickets", { ...PLAN, tickets })).toMatchObject({
    code: "invalid",
    message: wrong,
  });
  expect(commands).toEqual([]);
});

test("a ticket that is drafted at the same moment only moves the numbers", async () => {
  const { ask, meanwhile, state } = open();
  meanwhile.push(draft());
  expect(await ask("propose-tickets", PLAN)).toMatchObject({ kind: "accepted", text: "P-1" });
  expect(must(state().proposals, proposalId("P-1")).tickets).toEqual(["T-2", "T-3", "T-4"]);
  expect(must(state().tickets, ticketId("T-4")).spec.dependsOn).toEqual(["T-2"]);
});

test("a click approves all as they were shown, or nothing", async () => {
  const { ask, state, stages } = open();
  await ask("propose-tickets", PLAN);
  const shown = shownOf(state());
  const stale = [...shown.slice(0, 2), { ticket: "T-3", hash: "older" }];
  expect(await ask("approve-proposal", { proposal: "P-1", shown: stale })).toMatchObject({
    code: "changed-since",
    message: expect.stringContaining("T-3 has changed"),
  });
  expect(stages()).toEqual(["draft", "draft", "draft"]);
  expect(await ask("approve-proposal", { proposal: "p-1", shown })).toMatchObject({ text: "P-1" });
  expect(stages()).toEqual(["queued", "queued", "queued"]);
  expect(await ask("undo-approval", { ticket: "P-1" })).toMatchObject({ kind: "accepted" });
  expect(stages()).toEqual(["draft", "draft", "draft"]);
  expect(await ask("approve-proposal", { proposal: "P-7", shown })).toMatchObject({
    code: "unknown-subject",
  });
  expect(await ask("undo-approval", { ticket: "P-7" })).toMatchObject({ code: "unknown-subject" });
});

test("approved to land when green, each draft is changed to say so and approved like that", async () => {
  const { ask, state, stages } = open();
  await ask("propose-tickets", PLAN);
  const shown = shownOf(state());
  await ask("approve-ticket", { ticket: "T-2", hash: shown[1]?.hash });
  expect(await ask("approve-proposal", { proposal: "P-1", shown, landWhenGreen: true })).toMatchObject({
    kind: "accepted",
  });
  expect(stages()).toEqual(["queued", "queued", "queued"]);
  expect([...state().tickets.values()].map(({ spec }) => spec.landWhenGreen)).toEqual([true, false, true]);
});

test("one ticket takes another's place by tool and by command, and who waited waits for it", async () => {
  const story: readonly Step[] = [
    draft({ title: "Old" }),
    draft({ title: "New" }),
    draft({ dependsOn: [ticketId("T-1")] }),
  ];
  const byUser = open(...story, approve(ticketId("T-3")));
  expect(await byUser.ask("supersede-ticket", { ticket: "T-1", successor: "t-2" })).toMatchObject({
    text: "T-1",
  });
  const byTool = open(...story, approve(ticketId("T-3")), says("T-2 replaces T-1"));
  expect((await byTool.call("ticket_supersede", { ticket: "T-1", successor: "T-2" })).text).toBe(
    "T-1 is superseded by T-2.",
  );
  for (const { state, stages } of [byUser, byTool]) {
    expect(stages()).toEqual(["closed", "draft", "queued"]);
    expect(must(state().tickets, ticketId("T-3")).spec.dependsOn).toEqual(["T-2"]);
  }
  expect(await byUser.ask("supersede-ticket", { ticket: "T-2", successor: "T-9" })).toMatchObject({
    code: "unknown-subject",
  });
});
