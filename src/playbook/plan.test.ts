import { describe, expect, test } from "vitest";
import { readPlan } from "./plan.ts";
import { named, openConversation } from "./testing/open-conversation.ts";

const write = (path: string, text = "x") => `\`\`\`txt file=${path}\n${text}\n\`\`\``;
const run = (script: string) => `\`\`\`sh\n${script}\n\`\`\``;

const SECTIONS = `# User profiles

Everybody gets one.

## Profile page
A page with the name.
${write("src/profile/page.txt")}
### Criteria
- The page shows \`name\`

## Avatar
${write("src/avatar/avatar.txt")}

## Menu entry
After: 1
${write("src/menu.txt")}
`;

describe("a plan", () => {
  test("is several headings with steps, each with its own lists and text", () => {
    const plan = readPlan(SECTIONS);
    expect(plan?.opening).toContain("Everybody gets one.");
    expect(plan?.parts.map(({ ticket, after }) => [ticket.title, after])).toEqual([
      ["Profile page", []],
      ["Avatar", []],
      ["Menu entry", [1]],
    ]);
    expect(plan?.parts[0]?.ticket).toMatchObject({
      criteria: ["The page shows `name`"],
      description: expect.stringContaining("A page with the name."),
    });
    expect(plan?.parts[2]?.ticket.description).not.toContain("After");
  });

  test("is a numbered list with steps, whatever its lines begin with", () => {
    const plan = readPlan(`Please:\n1. Stop the old server\n${run("echo 1")}\n2) Land it\n${run("echo 2")}`);
    expect(plan?.parts.map(({ ticket }) => ticket.title)).toEqual(["Stop the old server", "Land it"]);
  });

  test.for([
    ["one heading", `## One\n${run("echo 1")}`],
    ["a heading without a step", `## Why\nBecause.\n## One\n${run("echo 1")}`],
    ["headings of one ticket", `# One\n${run("echo 1")}\n## Criteria\n- a\n## Scope\n- b`],
    ["a numbered list of words", "1. dark mode\n2. profiles"],
    ["numbers and headings inside of a block", "```sh\n## a\n1. b\n2. c\n```"],
  ])("is not %s", ([, text]) => {
    expect(readPlan(text ?? "")).toBeNull();
  });
});

describe("a wish in parts", () => {
  const tools = {
    mcp__jarvis__tickets_propose: () =>
      "P-1 drafted: T-1 Profile page; T-2 Avatar; T-3 Menu entry after T-1. The card is shown; ask the user to approve each, or “all, in this order”.",
    mcp__jarvis__tickets_start: () => "All of P-1 is approved.",
  };

  test("is proposed at once: scopes from its files, and order where it is asked for", () => {
    const { say } = openConversation({ tools });
    const said = say(SECTIONS);
    expect(named(said.calls)).toMatchObject([
      [
        "tickets_propose",
        {
          title: "User profiles",
          tickets: [
            { title: "Profile page", scope: ["src/profile/page.txt"] },
            { title: "Avatar", scope: ["src/avatar/avatar.txt"] },
            { title: "Menu entry", scope: ["src/menu.txt"], after: [1] },
          ],
        },
      ],
    ]);
    expect(said.text).toContain("I split that into 3 tickets. P-1 drafted: T-1 Profile page; T-2 Avatar;");
    expect(said.text).toContain("Say “all, in this order”");
  });

  test("waits for those before it whose files it may touch; a shell may touch any", () => {
    const { say } = openConversation({ tools });
    const parts = [write("a/x.txt"), write("b.txt"), run("echo 1"), write("a/x.txt")];
    const said = say(parts.map((step, index) => `${index + 1}. Part ${index + 1}\n${step}`).join("\n"));
    expect(named(said.calls)[0]?.[1]).toMatchObject({
      tickets: [
        expect.not.objectContaining({ after: expect.anything() }),
        expect.not.objectContaining({ after: expect.anything() }),
        { scope: [], after: [1, 2] },
        { after: [3] },
      ],
    });
  });

  test.for(["All, in this order.", "approve all", "Yes, all of them in that order", "start them all"])(
    "is started as a whole by “%s”, and once",
    (words) => {
      const { say } = openConversation({ tools });
      say(SECTIONS);
      expect(named(say(words).calls)).toEqual([["tickets_start", { proposal: "P-1" }]]);
      expect(named(say("undo").calls)).toEqual([["approval_undo", { ticket: "P-1" }]]);
    },
  );

  test("is not started by a plain yes, but each ticket by its name", () => {
    const { say } = openConversation({ tools });
    say(SECTIONS);
    const yes = say("yes");
    expect(yes.calls).toEqual([]);
    expect(yes.text).toContain("They are several");
    expect(named(say("start the avatar").calls)).toEqual([["ticket_start", { ticket: "T-2" }]]);
  });

  test("of more than eight is told to come in two", () => {
    const { say } = openConversation({ tools });
    const said = say(Array.from({ length: 9 }, (_, n) => `## Part ${n}\n${run("true")}`).join("\n"));
    expect(said.calls).toEqual([]);
    expect(said.text).toContain("a plan of 9 parts");
  });
});
