import { describe, expect, test } from "vitest";
import { DEFINITION_CHARACTERS_MAX, DefinitionMalformed, parseAgentDefinition } from "./agent-definition.ts";

const file = (front: string, body = "You work."): string => `---\n${front}\n---\n\n${body}\n`;
const minimal = "name: worker\ndescription: Works.";

describe("an agent definition", () => {
  test("is read with all its keys", () => {
    const text = file(
      "name: ticket-worker\ndescription: Works on one ticket.\ntools: Read, Bash\nmodel: opus\nmaxTurns: 30",
    );
    expect(parseAgentDefinition(text, "w.md")).toEqual({
      name: "ticket-worker",
      description: "Works on one ticket.",
      prompt: "You work.",
      tools: ["Read", "Bash"],
      model: "opus",
      turnsMax: 30,
    });
  });

  test("has the common tools, the default model and no limit when it names none", () => {
    const { tools, model, turnsMax } = parseAgentDefinition(file(minimal), "w.md");
    expect({ tools, model, turnsMax }).toEqual({
      tools: ["Read", "Write", "Edit", "Bash", "Glob", "Grep"],
      model: null,
      turnsMax: null,
    });
  });

  test.each([
    ["tools: []", []],
    ["tools:", []],
    ["tools: [Read, 'Bash(git add, git commit)', Read]", ["Read", "Bash(git add, git commit)"]],
    ["tools: Read, Bash(git:*), Grep", ["Read", "Bash(git:*)", "Grep"]],
    ["tools:\n  - Read # to look\n  - Grep", ["Read", "Grep"]],
    ["tools:\n- Read\n- Grep", ["Read", "Grep"]],
  ])("reads tools as %j", (line, tools) => {
    expect(parseAgentDefinition(file(`${minimal}\n${line}`), "w.md").tools).toEqual(tools);
  });

  test.each([
    ['description: "Says \\"when\\": now"', 'Says "when": now'],
    ["description: 'it''s: this'", "it's: this"],
    ["description: >\n  one\n  two", "one two"],
    ["description: one\n  two", "one two"],
  ])("reads the description in %j", (line, description) => {
    expect(parseAgentDefinition(file(`name: w\n${line}`), "w.md").description).toBe(description);
  });

  test("ignores other keys, comments, a byte order mark and Windows line ends", () => {
    const text = `\ufeff${file(`# made by hand\n${minimal}\nmodel: inherit\ncolour: blue\nhooks:\n  Stop:\n    - x: y`)}`;
    expect(parseAgentDefinition(text.replaceAll("\n", "\r\n"), "w.md")).toMatchObject({
      name: "worker",
      model: null,
    });
  });

  test("keeps rules and headings inside the prompt", () => {
    expect(parseAgentDefinition(file(minimal, "# A\n\n---\n\nB"), "w.md").prompt).toBe("# A\n\n---\n\nB");
  });
});

test.each([
  ["no front matter", "You work.", "a first line ---"],
  ["front matter without an end", "---\nname: w\n", "ends the front matter"],
  ["no name", file("description: x"), "`name` of lower-case letters"],
  ["a name with blanks", file("name: My Worker\ndescription: x"), '"My Worker"'],
  ["no description", file("name: w"), "`description`"],
  ["no prompt", file(minimal, ""), "a prompt"],
  ["a line that is not a field", file(`${minimal}\nwhat is this`), '"what is this" in line 4'],
  ["a tool that is not a name", file(`${minimal}\ntools: Read Write`), '"Read Write"'],
  ["a limit that is not a number", file(`${minimal}\nmaxTurns: many`), '"many"'],
  ["a model with blanks", file(`${minimal}\nmodel: the big one`), '"the big one"'],
  ["a file that is too long", file(minimal, "x".repeat(DEFINITION_CHARACTERS_MAX)), "at most"],
])("refuses %s, saying where it stands, what was expected and what was found", (_, text, part) => {
  const parse = (): unknown => parseAgentDefinition(text, "agents/w.md");
  expect(parse).toThrow(DefinitionMalformed);
  expect(parse).toThrow("agents/w.md");
  expect(parse).toThrow(part);
});
