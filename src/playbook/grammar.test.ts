import { expect, test } from "vitest";
import { readIntents } from "./grammar.ts";

/** One line for an intent, so that the table below can be read as a grammar. */
function read(message: string): string[] {
  return readIntents(message).map((intent) => {
    switch (intent.kind) {
      case "wish":
        return [
          `wish ${intent.parts.join(" + ")}`,
          intent.isLandWhenGreen ? "when green" : "",
          intent.isViaTaskTool ? "task tool" : "",
        ]
          .filter((part) => part !== "")
          .join(" · ");
      case "approve":
        return `approve ${refOf(intent.ref)}${intent.isLandWhenGreen ? " · when green" : ""}`;
      case "land":
      case "land-when-green":
      case "undo":
        return `${intent.kind} ${refOf(intent.ref)}`;
      case "steer":
        return `${intent.verb} ${intent.worker || refOf(intent.ref)}`;
      case "answer-worker":
      case "interrupt-with":
        return `interrupt ${intent.worker}: ${intent.text}`;
      case "give-back":
        return `give back ${intent.worker || refOf(intent.ref)}${intent.isDone ? " · done" : ""}`;
      case "retry":
        return `retry ${refOf(intent.ref)}${intent.isFromWork ? " · from work" : ""}`;
      case "adopt":
        return `adopt ${intent.name}${intent.isWithUncommitted ? " · with uncommitted" : ""}`;
      case "send-back":
        return `send-back ${refOf(intent.ref)}: ${intent.text}`;
      case "tell":
        return `tell ${intent.worker}: ${intent.text}`;
      case "status":
        return `status ${intent.about || "all"}`;
      case "show":
        return `show ${intent.subject}`;
      case "read":
        return `read ${intent.path}`;
      case "search":
        return `search ${intent.pattern}${intent.pathGlob === "" ? "" : ` in ${intent.pathGlob}`}`;
      case "log":
        return `log ${intent.limit}`;
      case "list":
        return `list ${intent.glob}`;
      case "unknown":
        return `unknown: ${intent.text}`;
      case "assent":
      case "decline":
      case "next":
      case "small-talk":
      case "help":
        return intent.kind;
    }
  });
}

function refOf({ ids, words }: { ids: readonly string[]; words: string }): string {
  return ids.length > 0 ? ids.join(" ") : words || "it";
}

test.for([
  // What the user says in the story that the product was asked for with.
  ["I want to add dark mode and user profile features", ["wish dark mode + user profile features"]],
  ["Sounds good, implement it", ["approve it"]],
  ["Great! For user profiles, I want...", ["wish user profiles"]],
  ["Okay, implement user profiles too", ["approve user profiles"]],
  ["Can you use the Task tool to spawn a ticket-worker to test the system?", ["wish system · task tool"]],
  [
    "I want to add a simple console.log to the ChatPage component.\nSpawn a ticket-worker to do this.",
    ["wish simple console.log to the ChatPage component · task tool"],
  ],

  // Wishes.
  ["Let's add dark mode", ["wish dark mode"]],
  ["let’s add dark mode!", ["wish dark mode"]],
  ["add a dark mode toggle", ["wish dark mode toggle"]],
  ["Please fix the login redirect", ["wish login redirect"]],
  ["can you rename foo to bar?", ["wish foo to bar"]],
  ["Could you please update the changelog", ["wish changelog"]],
  ["I'd like dark mode", ["wish dark mode"]],
  ["We need a settings page", ["wish a settings page"]],
  ["For user profiles, I want an avatar and a display name.", ["wish user profiles"]],
  ["Add dark mode, user profiles and search", ["wish dark mode + user profiles + search"]],
  ["Add a button and make it blue", ["wish button and make it blue"]],
  ["Add dark mode. Land it when it's green.", ["wish dark mode · when green"]],
  ["add dark mode and land it when green", ["wish dark mode · when green"]],
  ["add dark mode, when green", ["wish dark mode · when green"]],
  ["add dark mode but don't land it when green", ["wish dark mode but don't"]],
  ["show a lamp when green", ["unknown: show a lamp when green"]],
  ["add a lamp that shines when green", ["wish lamp that shines when green"]],
  ["add a note\n```sh\necho land it when green\n```", ["wish note"]],
  ["Implement a toggle. It must persist.", ["wish toggle. It must persist"]],
  ["let's discuss the user profile feature", ["wish user profile feature"]],
  ["Add a status page", ["wish status page"]],
  ["add a log of all landings", ["wish log of all landings"]],
  ["Spawn a worker to upgrade vite", ["wish vite · task tool"]],
  ["Add a note\n```sh\necho x >> README.md\n```", ["wish note"]],
  ["```sh\nnpm test\n```", ["wish "]],
  ["do this:\n```sh\nnpm test\n```", ["wish do this:"]],

  // Approvals to start.
  ["sounds good, implement it", ["approve it"]],
  ["okay, implement user profiles too", ["approve user profiles"]],
  ["go", ["approve it"]],
  ["Go ahead!", ["approve it"]],
  ["start T-2", ["approve T-2"]],
  ["start t-2 and T-3", ["approve T-2 T-3"]],
  ["yes, do it", ["approve it"]],
  ["do it", ["approve it"]],
  ["approve it", ["approve it"]],
  ["LGTM", ["approve it"]],
  ["start the dark mode ticket", ["approve dark mode"]],
  ["Spawn a worker for T-4", ["approve T-4"]],
  ["Spawn a ticket-worker to do this.", ["approve it"]],
  ["go, and land it when green", ["approve it · when green"]],
  ["ok go", ["approve it"]],
  ["Yes, start it please.", ["approve it"]],
  ["Let's do it", ["approve it"]],
  ["Let's start with dark mode", ["approve with dark mode"]],
  ["start both", ["approve both"]],
  ["yes", ["assent"]],
  ["yes please", ["assent"]],
  ["ok", ["assent"]],
  ["Sounds good.", ["assent"]],
  ["no", ["decline"]],
  ["not yet, thanks", ["decline"]],
  ["next", ["next"]],

  // How things stand.
  ["how is it going?", ["status all"]],
  ["How's everything going", ["status all"]],
  ["status", ["status all"]],
  ["what's the status of T-1?", ["status T-1"]],
  ["what is worker 2 doing", ["status W2"]],
  ["How is worker 1 doing?", ["status W1"]],
  ["what are the workers doing?", ["status all"]],
  ["any news?", ["status all"]],
  ["where are we?", ["status all"]],
  ["is T-3 done?", ["status T-3"]],

  // Words for workers.
  ["tell worker 2 to use tabs", ["tell W2: use tabs"]],
  ["Tell W2: keep the old API. It is public.", ["tell W2: keep the old API. It is public."]],
  ["tell everyone that the API key moved", ["tell all: the API key moved"]],
  ["@W3: rebase, please", ["tell W3: rebase, please"]],
  ["can you tell worker 1 to stop using any", ["tell W1: stop using any"]],
  ["send T-1 back: the label is wrong", ["send-back T-1: the label is wrong"]],
  ["send it back, the label is wrong", ["send-back it: the label is wrong"]],
  ["no, T-1 should persist the choice", ["send-back T-1: should persist the choice"]],
  ["T-2: add a test", ["send-back T-2: add a test"]],
  ["tell worker 1 to run this\n```sh\necho “x”\n```", ["tell W1: run this\n\n```sh\necho “x”\n```"]],

  // Stopping, landing, taking back.
  ["stop worker 1", ["stop W1"]],
  ["stop it", ["stop it"]],
  ["cancel T-3", ["stop T-3"]],
  ["stop everything", ["stop all"]],
  ["pause worker 2", ["pause W2"]],
  ["Hold everyone.", ["pause all"]],
  ["resume worker 2 and start T-2", ["resume W2", "approve T-2"]],
  ["resume T-3", ["resume T-3"]],
  ["merge it", ["land it"]],
  ["Merge it to main please", ["land it"]],
  ["land T-1", ["land T-1"]],
  ["ship it!", ["land it"]],
  ["perfect, merge it", ["land it"]],
  ["ok, merge dark mode", ["land dark mode"]],
  ["merge T-1 when it's green", ["land-when-green T-1"]],
  ["undo", ["undo it"]],
  ["undo T-1", ["undo T-1"]],

  // Looking things up.
  ["show T-1", ["show T-1"]],
  ["can you show me R-1.2?", ["show R-1.2"]],
  ["show worker 2", ["show W2"]],
  ["what's in src/app.ts", ["read src/app.ts"]],
  ["read `package.json`", ["read package.json"]],
  ["Read README", ["read README"]],
  ["search for useTheme", ["search useTheme"]],
  ['search for "dark mode" in src/**', ["search dark mode in src/**"]],
  ["grep console.log", ["search console.log"]],
  ["log", ["log 10"]],
  ["show me the last 5 commits", ["log 5"]],
  ["list files in src", ["list src/**"]],
  ["list tickets", ["list tickets/*.md"]],

  // Several things in one message.
  ["merge T-1 and start T-2", ["land T-1", "approve T-2"]],
  ["merge T-1 and tell worker 2 to rebase", ["land T-1", "tell W2: rebase"]],
  ["stop worker 1 and start T-2, please", ["stop W1", "approve T-2"]],
  [
    "Start it and add user profiles. They need an avatar.",
    ["approve it", "wish user profiles. They need an avatar"],
  ],
  ["Great! Merge it. Start T-2.", ["land it", "approve T-2"]],
  ["Sounds good, implement it. For user profiles, I want an avatar.", ["approve it", "wish user profiles"]],
  ["Thanks. How is it going?", ["status all"]],

  // A condition that cannot be kept is not an approval.
  ["merge T-1 if the tests pass", ["unknown: merge T-1 if the tests pass"]],
  ["start T-2 after T-1 has landed", ["unknown: start T-2 after T-1 has landed"]],
  ["go, but not yet", ["unknown: go, but not yet"]],
  ["do not start T-2", ["unknown: do not start T-2"]],
  ["merge T-1 because I am in a hurry today", ["unknown: merge T-1 because I am in a hurry today"]],
  ["start T-2, the dark mode one", ["approve T-2"]],

  // Neither wish nor command.
  ["thanks", ["small-talk"]],
  ["great!", ["small-talk"]],
  ["Thank you very much!", ["small-talk"]],
  ["Hello", ["small-talk"]],
  ["help", ["help"]],
  ["deploy to dev", ["unknown: deploy to dev"]],
  ["can you deploy to prod?", ["unknown: can you deploy to prod?"]],
  ["I want to deploy to dev", ["unknown: I want to deploy to dev"]],
  ["why is the sky blue?", ["unknown: why is the sky blue?"]],
  ["why does this fail?\n```text\nboom\n```", ["unknown: why does this fail?"]],
  ["", ["unknown: "]],
] as const)("reads %j as %j", ([message, expected]) => {
  expect(read(message)).toEqual(expected);
});

test.for([
  ["spaces", `add x${" ".repeat(60_000)}y`],
  ["line ends", `add x${"\n".repeat(60_000)}y`],
  ["full stops", `add x${".".repeat(60_000)}y`],
  ["lists", `add ${"a and ".repeat(10_000)}`],
  ["conditions", `add x ${"land it when ".repeat(5_000)}`],
  ["thanks", "thanks ".repeat(9_000)],
  ["questions", `what is ${"a ".repeat(30_000)}`],
  ["fences", "```sh\na\n```\n".repeat(5_000)],
] as const)("reads a message full of %s in time", ([, message]) => {
  const startMs = performance.now();
  readIntents(message);
  expect(performance.now() - startMs).toBeLessThan(500);
});

test("reads at most eight commands from one message", () => {
  expect(readIntents("start T-1. ".repeat(40))).toHaveLength(8);
});
