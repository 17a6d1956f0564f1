import { describe, expect, test } from "vitest";
import { DARK_MODE, named, openConversation, row, USER_PROFILES } from "./testing/open-conversation.ts";
import { openScriptedHost } from "./testing/scripted-host.ts";

describe("the story of two features", () => {
  test("drafts, starts, and goes on with the second wish while the first worker runs", () => {
    const { say } = openConversation();
    const wish = say("I want to add dark mode and user profile features");
    expect(named(wish.calls)).toEqual([
      ["repo_list", { glob: "tickets/*.md" }],
      ["repo_read", { path: "tickets/dark-mode.md" }],
      [
        "ticket_draft",
        {
          title: "Dark mode toggle",
          description: "A switch in the settings.\n\n```sh\necho dark > theme.txt\n```",
          criteria: ["The file says `dark`"],
          scope: ["theme.txt"],
          checks: ["npm test"],
        },
      ],
    ]);
    expect(wish.text).toContain("Let's start with dark mode; I keep user profile features for afterwards.");
    expect(wish.text).toContain(
      "I drafted T-1 “Dark mode toggle” from tickets/dark-mode.md (1 step, 1 criterion).",
    );

    const start = say("Sounds good, implement it", [row({ stage: "draft", worker: null })]);
    expect(named(start.calls)).toEqual([["ticket_start", { ticket: "T-1" }]]);
    expect(start.text).toBe(
      "Worker 1 is starting on T-1 “Dark mode toggle”, and I remain available. Shall we go on with user profile features?",
    );

    const second = say("Great! For user profiles, I want an avatar.", [row({})]);
    expect(named(second.calls).at(-1)).toMatchObject(["ticket_draft", { title: "User profiles" }]);
    expect(second.text).toContain("Shall I start it?");

    const both = say("Okay, implement user profiles too");
    expect(named(both.calls)).toEqual([["ticket_start", { ticket: "T-2" }]]);
    expect(both.text).toBe("Worker 2 is starting on T-2 “User profiles”, and I remain available.");
  });

  test("takes “yes” for what it asked last, and for nothing else", () => {
    const { say } = openConversation();
    expect(say("yes").calls).toEqual([]);
    say("Add dark mode and user profiles");
    expect(named(say("yes").calls)).toEqual([["ticket_start", { ticket: "T-1" }]]);
    expect(named(say("yes").calls).at(-1)?.[0]).toBe("ticket_draft");
    say("thanks");
    expect(say("ok").calls).toEqual([]);
  });
});

describe("a wish", () => {
  test("with fenced steps is drafted from the message, without a look at the repository", () => {
    const { say } = openConversation();
    const steps = "Add a note to the readme.\n\n```md file=NOTES.md\nhello\n```";
    const drafted = say(`${steps}\nLand it when green.`);
    expect(named(drafted.calls)).toEqual([
      [
        "ticket_draft",
        {
          title: "Note to the readme",
          description: `${steps}\nLand it when green.`,
          criteria: ["Every step ran without an error."],
          scope: ["NOTES.md"],
          landWhenGreen: true,
        },
      ],
    ]);
    expect(drafted.text).toContain("It lands by itself");
  });

  test("without steps gets no ticket but the truth", () => {
    const { say } = openConversation();
    const answer = say("Add a spell checker");
    expect(named(answer.calls).map(([name]) => name)).toEqual(["repo_list", "repo_read", "repo_read"]);
    expect(answer.text).toContain("I am a script, not a language model: I can run steps that you give me");
  });

  test("is found by the title in a file when no file name fits", () => {
    const { say } = openConversation({
      tools: {
        mcp__jarvis__repo_list: () => "tickets/001.md\ntickets/002.md",
        mcp__jarvis__repo_read: ({ path }) => (path === "tickets/001.md" ? DARK_MODE : USER_PROFILES),
      },
    });
    expect(named(say("add user profiles").calls).at(-1)).toMatchObject([
      "ticket_draft",
      { title: "User profiles" },
    ]);
  });

  test("whose file holds no step gets no ticket", () => {
    const { say } = openConversation({
      tools: { mcp__jarvis__repo_read: () => "# Dark mode\n\nMake it dark." },
    });
    const answer = say("add dark mode");
    expect(named(answer.calls).map(([name]) => name)).not.toContain("ticket_draft");
    expect(answer.text).toContain("tickets/dark-mode.md fits, but it holds no step.");
  });

  test("with a block that never ends gets no ticket", () => {
    const answer = openConversation().say("Add a note\n```sh\necho x");
    expect(answer.calls).toEqual([]);
    expect(answer.text).toContain("line 2 of your message never ends");
  });

  test("that asks for the Task tool is drafted too, and told how work starts", () => {
    const { say } = openConversation();
    const answer = say("Can you use the Task tool to spawn a ticket-worker to add dark mode?");
    expect(named(answer.calls).at(-1)?.[0]).toBe("ticket_draft");
    expect(answer.text).toContain("ticket_start, after your approval, is the only way");
  });

  test("may be one that is asked for with “implement” before anything was drafted", () => {
    expect(named(openConversation().say("implement dark mode").calls).at(-1)?.[0]).toBe("ticket_draft");
  });
});

describe("commands", () => {
  const board = [
    row({ stage: "review" }),
    row({ ticket: "T-2", title: "User profiles", worker: "W2", run: "R-2.1" }),
  ];

  test.for([
    ["tell worker 2 to use tabs", [["worker_message", { worker: "W2", text: "use tabs" }]]],
    ["tell everyone to hurry", [["worker_message", { worker: "all", text: "hurry" }]]],
    ["stop worker 1", [["worker_stop", { worker: "W1" }]]],
    ["stop user profiles", [["worker_stop", { worker: "W2" }]]],
    ["stop all", [["worker_stop", { worker: "W2" }]]],
    ["merge it", [["landing_approve", { ticket: "T-1" }]]],
    ["land T-2", [["landing_approve", { ticket: "T-2" }]]],
    ["land dark mode", [["landing_approve", { ticket: "T-1" }]]],
    ["undo T-1", [["approval_undo", { ticket: "T-1" }]]],
    ["no, T-1 should be darker", [["worker_message", { worker: "W1", text: "should be darker" }]]],
    ["show T-1", [["show", { subject: "T-1" }]]],
    ["what's in README.md", [["repo_read", { path: "README.md" }]]],
    ["search for theme in src/**", [["repo_search", { pattern: "theme", pathGlob: "src/**" }]]],
    ["log", [["repo_log", { limit: 10 }]]],
    ["merge T-1 when green", [["ticket_edit", { ticket: "T-1", landWhenGreen: true }]]],
    [
      "start T-4 and tell worker 2 to rebase",
      [
        ["ticket_start", { ticket: "T-4" }],
        ["worker_message", { worker: "W2", text: "rebase" }],
      ],
    ],
    ["start T-4", [["ticket_start", { ticket: "T-4" }]]],
    ["deploy to prod", []],
    ["thanks", []],
  ] as const)("%j calls %j", ([message, expected]) => {
    expect(named(openConversation().say(message, board).calls)).toEqual(expected);
  });

  test("“undo” means what was approved last", () => {
    const { say } = openConversation();
    expect(say("undo").text).toContain("approved nothing");
    say("merge it", board);
    expect(named(say("undo").calls)).toEqual([["approval_undo", { ticket: "T-1" }]]);
  });

  test("“merge it” asks which one when two are in review, and takes the one reviewed last", () => {
    const { say, report } = openConversation();
    const two = [row({ stage: "review" }), row({ ticket: "T-2", stage: "review" })];
    expect(say("merge it", two).calls).toEqual([]);
    report('kind="reviewed" ticket="T-2" run="R-2.1" worker="W2"', "accepted");
    expect(named(say("merge it").calls)).toEqual([["landing_approve", { ticket: "T-2" }]]);
  });

  test("“merge it” no longer means a ticket that has landed since its review", () => {
    const { say, report } = openConversation();
    const two = [row({ stage: "review" }), row({ ticket: "T-2", stage: "review" })];
    report('kind="reviewed" ticket="T-2" run="R-2.1" worker="W2"', "accepted", two);
    const landed = [row({ ticket: "T-2", stage: "landed" })];
    expect(named(say("merge it", landed).calls)).toEqual([["landing_approve", { ticket: "T-1" }]]);
  });

  test("a whole board replaces what earlier turns showed, a partial one adds to it", () => {
    const { say } = openConversation();
    say("hello", [row({ stage: "review" })]);
    say("hello", [row({ ticket: "T-2", stage: "running" })]);
    expect(named(say("merge it").calls)).toEqual([["landing_approve", { ticket: "T-1" }]]);
    say("hello", [row({ ticket: "T-3", stage: "running" })], "yes");
    expect(say("merge it").calls).toEqual([]);
  });

  test("status comes from the board's own rows, one line a ticket", () => {
    const { say } = openConversation({
      tools: {
        mcp__jarvis__board: () =>
          [
            row({}),
            row({ ticket: "T-2", title: "User profiles", worker: "W2", waitsFor: "answer Worker 2" }),
          ].join("\n"),
      },
    });
    expect(say("how is it going?").text).toBe(
      [
        "- T-1 Dark mode toggle: running · Worker 1 · jarvis/t-1.1-dark-mode · last commit 1a2b3c4 · working · Bash npm test",
        "- T-2 User profiles: running · Worker 2 · jarvis/t-1.1-dark-mode · last commit 1a2b3c4 · working · Bash npm test · needs you to answer Worker 2",
      ].join("\n"),
    );
    expect(say("what is worker 2 doing?").text).toMatch(/^- T-2 [^\n]+$/);
    expect(say("what is worker 7 doing?").text).toBe("The board shows nothing of Worker 7.");
  });

  test("a message with steps for a worker carries them along", () => {
    const { calls } = openConversation().say("tell worker 1 to run this:\n```sh\nnpm test\n```", board);
    expect(calls[0]?.input["text"]).toBe("run this:\n\n```sh\nnpm test\n```");
  });

  test("what it does not understand it says, and never pretends", () => {
    const answer = openConversation().say("Now deploy both features to dev");
    expect(answer.text).toContain("I did not understand “Now deploy both features to dev”");
  });
});

describe("a refusing tool", () => {
  test.for([
    [{ text: "ask the user: the draft changed after they saw it", isError: true }],
    ["ask the user: the draft changed after they saw it"],
  ] as const)("is quoted to the user (%j)", ([refusal]) => {
    const { say } = openConversation({ tools: { mcp__jarvis__ticket_start: () => refusal } });
    say("add dark mode");
    expect(say("go").text).toBe(
      "I could not start T-1 “Dark mode toggle”. The tool said: “ask the user: the draft changed after they saw it”",
    );
    expect(named(say("start it").calls)).toEqual([["ticket_start", { ticket: "T-1" }]]);
  });

  test("that does not exist is named as what it is", () => {
    const host = openScriptedHost({ role: "conversation", tools: {} });
    const answer = host.send('<turn kind="user" n="1">\n<message id="m-1">\nlog\n</message>\n</turn>');
    expect(answer.text).toContain("No such tool available: mcp__jarvis__repo_log");
  });
});
