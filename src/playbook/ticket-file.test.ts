import { expect, test } from "vitest";
import { parseTicketFile, readParts, TICKET_FILE_CHARS_MAX } from "./ticket-file.ts";

const FILE = `# Dark mode toggle

Users read at night.

## Steps

\`\`\`sh
# Title of nothing
## Criteria
echo dark > theme.txt
\`\`\`

## Acceptance criteria

- [ ] The file says \`dark\`
- The choice lasts,
  also after a restart
1. It is fast

## Scope
- \`src/theme/**\`
* theme.txt

## Checks
- \`npm test\`
- npm run lint

## Depends on
- T-3, T-4 (settings page)

## Notes
Kept in the description.
`;

test("reads title, lists and description, and takes no heading from inside a block", () => {
  expect(parseTicketFile(FILE)).toEqual({
    isOk: true,
    ticket: {
      title: "Dark mode toggle",
      description: [
        "Users read at night.",
        "",
        "## Steps",
        "",
        "```sh",
        "# Title of nothing",
        "## Criteria",
        "echo dark > theme.txt",
        "```",
        "",
        "## Notes",
        "Kept in the description.",
      ].join("\n"),
      criteria: ["The file says `dark`", "The choice lasts, also after a restart", "It is fast"],
      scope: ["src/theme/**", "theme.txt"],
      checks: ["npm test", "npm run lint"],
      dependsOn: ["T-3", "T-4"],
    },
  });
});

test("keeps steps that stand under a list's heading", () => {
  expect(readParts("# A\n## Criteria\n- one\n\n```sh\ntrue\n```\n")).toMatchObject({
    criteria: ["one"],
    description: "```sh\ntrue\n```",
  });
});

test.for([
  ["no title", "words\n## Criteria\n- one", 'begin the file with "# Title"'],
  ["a block that never ends", "# A\n\n```sh\ntrue", "begins in line 3 never ends"],
  ["too much of it", `# A\n${"x".repeat(TICKET_FILE_CHARS_MAX)}`, `at most ${TICKET_FILE_CHARS_MAX}`],
] as const)("refuses a file with %s", ([, markdown, problem]) => {
  expect(parseTicketFile(markdown)).toEqual({ isOk: false, problem: expect.stringContaining(problem) });
});

test("reads text without any heading as a description", () => {
  expect(readParts("just words")).toEqual({
    title: "",
    description: "just words",
    criteria: [],
    scope: [],
    checks: [],
    dependsOn: [],
  });
});
