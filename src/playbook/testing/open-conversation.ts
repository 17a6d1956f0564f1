import { openScriptedHost, type HostTool } from "./scripted-host.ts";

export const DARK_MODE = `# Dark mode toggle

A switch in the settings.

\`\`\`sh
echo dark > theme.txt
\`\`\`

## Criteria
- The file says \`dark\`
## Scope
- \`theme.txt\`
## Checks
- \`npm test\`
`;
export const USER_PROFILES =
  "# User profiles\n\n```ts file=src/profile.ts\nexport const profile = {};\n```\n\n## Criteria\n- There is a profile\n";

/** A line of the board. */
export function row(over: Record<string, unknown>): string {
  return JSON.stringify({
    ticket: "T-1",
    stage: "running",
    title: "Dark mode toggle",
    run: "R-1.1",
    worker: "W1",
    branch: "jarvis/t-1.1-dark-mode",
    lastCommit: "1a2b3c4",
    status: "working · Bash npm test",
    waitsFor: null,
    ...over,
  });
}

/** A host with two ticket files, whose board a test fills. */
export function openConversation(over: { isGullible?: boolean; tools?: Record<string, HostTool> } = {}) {
  let turnCount = 0;
  let draftCount = 0;
  const host = openScriptedHost({
    role: "conversation",
    isGullible: over.isGullible ?? false,
    tools: {
      mcp__jarvis__repo_list: () => "tickets/dark-mode.md\ntickets/user-profile.md",
      mcp__jarvis__repo_read: ({ path }) =>
        path === "tickets/dark-mode.md"
          ? DARK_MODE
          : path === "tickets/user-profile.md"
            ? USER_PROFILES
            : "# Read me",
      mcp__jarvis__ticket_draft: () =>
        `T-${(draftCount += 1)} drafted. The card is shown; ask the user to approve it.`,
      mcp__jarvis__ticket_edit: ({ ticket }) => `${String(ticket)} changed`,
      mcp__jarvis__ticket_start: ({ ticket }) =>
        `Worker ${String(ticket).slice(2)} starts on ${String(ticket)}`,
      mcp__jarvis__landing_approve: ({ ticket }) => `${String(ticket)} lands in 10 s`,
      mcp__jarvis__approval_undo: () => "undone",
      mcp__jarvis__worker_message: () => "queued",
      mcp__jarvis__worker_stop: () => "stopping",
      mcp__jarvis__show: ({ subject }) => `all about ${String(subject)}`,
      mcp__jarvis__repo_search: () => "src/a.ts:3: found",
      mcp__jarvis__repo_log: () => "1a2b3c4 first",
      mcp__jarvis__board: () => "",
      ...over.tools,
    },
  });
  const turn = (kind: string, body: string, board: readonly string[], whole = "no") =>
    `<turn kind="${kind}" n="${(turnCount += 1)}">\n<board whole="${whole}">\n${board.join("\n")}\n</board>\n${body}\n</turn>`;
  return {
    host,
    say: (text: string, board: readonly string[] = [], whole: "yes" | "no" = "no") =>
      host.send(turn("user", `<message id="m-${turnCount + 1}">\n${text}\n</message>`, board, whole)),
    sayAll: (texts: readonly string[]) =>
      host.send(
        turn(
          "user",
          texts.map((text, index) => `<message id="m-${index}">\n${text}\n</message>`).join("\n"),
          [],
        ),
      ),
    report: (attributes: string, text: string, board: readonly string[] = []) =>
      host.send(turn("report", `<report id="r-1" ${attributes}>${text}</report>`, board)),
    turn,
  };
}

/** Calls without the prefix of the tools. */
export function named(calls: readonly { name: string; input: unknown }[]) {
  return calls.map(({ name, input }) => [name.replace("mcp__jarvis__", ""), input]);
}
