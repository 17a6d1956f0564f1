import { z } from "zod";
import { boardText } from "../domain/conversation/prompt.ts";
import { boardRow, boardRows } from "../domain/status.ts";
import { latestRun } from "../domain/ticket/latest-run.ts";
import type { State } from "../domain/state.ts";
import type { Facts } from "../domain/status.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import { refuseCall, say } from "./access.ts";
import { defineTool } from "./tool.ts";

/** The whole board, as far as a model should read at once. */
const BOARD_TOOL_CHARS_MAX = 20_000;
const READ_CHARS_MAX = 30_000;

export const board = defineTool(
  {
    name: "board",
    grant: "always",
    input: z.object({}),
    description:
      "Every ticket with its worker, branch, last commit, status and what it waits for. The truth; ask it before you answer how things go.",
  },
  async (_input, { access }) => {
    const rows = boardRows(access.state(), access.facts);
    return say(rows.length === 0 ? "No ticket yet." : boardText(rows, BOARD_TOOL_CHARS_MAX));
  },
);

export const show = defineTool(
  {
    name: "show",
    grant: "always",
    input: z.object({ subject: z.string().min(1).max(40) }),
    description: "All that is known of one ticket: spec, run, checks, verdict, landing.",
  },
  async (input, { access }) => {
    const ticket = findTicket(access.state(), input.subject);
    return ticket === undefined
      ? refuseCall(`There is no ticket ${JSON.stringify(input.subject)}.`)
      : say(JSON.stringify(detailOf(access.state(), access.facts, ticket), null, 1));
  },
);

export const repoRead = defineTool(
  {
    name: "repo_read",
    grant: "user-turn",
    input: z.object({ path: z.string().min(1).max(1_000) }),
    description: "Read a tracked file as it stands at the target's tip.",
  },
  async (input, { access }) => {
    const text = await access.project.read(input.path);
    return text === null
      ? refuseCall(`There is no file ${input.path} at the target's tip.`)
      : say(cutWithNote(text));
  },
);

export const repoList = defineTool(
  {
    name: "repo_list",
    grant: "user-turn",
    input: z.object({ glob: z.string().min(1).max(300) }),
    description: "List tracked files by glob (`*`, `**`).",
  },
  async (input, { access }) => say(cutWithNote((await access.project.list(input.glob)).join("\n"))),
);

export const repoSearch = defineTool(
  {
    name: "repo_search",
    grant: "user-turn",
    input: z.object({ pattern: z.string().min(1).max(300), pathGlob: z.string().max(300).optional() }),
    description: "Search tracked files by extended regular expression.",
  },
  async (input, { access }) => {
    const lines = await access.project.search(input.pattern, input.pathGlob ?? null);
    return say(lines.length === 0 ? "Nothing matches." : cutWithNote(lines.join("\n")));
  },
);

export const repoLog = defineTool(
  {
    name: "repo_log",
    grant: "user-turn",
    input: z.object({ limit: z.number().int().min(1).max(100).default(20) }),
    description: "The last commits on the target.",
  },
  async (input, { access }) => say((await access.project.log(input.limit)).join("\n")),
);

export const repoShow = defineTool(
  {
    name: "repo_show",
    grant: "user-turn",
    input: z.object({ commit: z.string().regex(/^[0-9a-f]{7,64}$/, "a commit of at least 7 hex digits") }),
    description: "Message and diff of one commit.",
  },
  async (input, { access }) => {
    const text = await access.project.show(input.commit);
    return text === null ? refuseCall(`There is no commit ${input.commit}.`) : say(cutWithNote(text));
  },
);

export function findTicket(state: State, name: string): Ticket | undefined {
  const said = name.trim().toLowerCase();
  const number = /^(?:w|worker\s*)(\d+)$/.exec(said)?.[1];
  const run = [...state.runs.values()].find(
    (one) => one.id.toLowerCase() === said || one.workerNumber === Number(number ?? -1),
  );
  return [...state.tickets.values()].find(
    (ticket) => ticket.id.toLowerCase() === said || ticket.id === run?.ticket,
  );
}

/** A ticket with all that hangs on it, for `show` in every client. */
export function detailOf(state: State, facts: Facts, ticket: Ticket): Readonly<Record<string, unknown>> {
  const run = latestRun(state, ticket);
  const { messages, ...known } = run ?? { messages: [] };
  return {
    ...boardRow(state, facts, ticket),
    spec: ticket.spec,
    run:
      run === null
        ? null
        : {
            ...known,
            messages: messages.map((message) => ({ ...message, text: message.text.slice(0, 500) })),
          },
  };
}

function cutWithNote(text: string): string {
  return text.length <= READ_CHARS_MAX
    ? text
    : `${text.slice(0, READ_CHARS_MAX)}\n(cut: ${text.length - READ_CHARS_MAX} more characters)`;
}
