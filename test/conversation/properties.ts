// What must hold of every conversation, whatever the course of it.
import type { Recording } from "./recording.ts";

/** Tools that only the user's own words may move. */
const OF_THE_USER: readonly string[] = ["ticket_start", "landing_approve", "worker_message"];

export type Property =
  | "answered-once"
  | "rights-of-the-turn"
  | "never-mixed"
  | "effects-once"
  | "never-by-itself"
  | "one-agent";

/** What a conversation without our queue breaks although nothing is killed. */
export const CONTROL_BREAKS: readonly Property[] = ["never-mixed", "rights-of-the-turn"];

export interface Violation {
  readonly property: Property;
  readonly detail: string;
}

export function violationsOf(recording: Recording): Violation[] {
  return [
    ...found("answered-once", answeredOnce(recording)),
    ...found("rights-of-the-turn", rightsOfTheTurn(recording)),
    ...found("never-mixed", neverMixed(recording)),
    ...found("effects-once", effectsOnce(recording)),
    ...found("never-by-itself", neverByItself(recording)),
    ...found("one-agent", recording.wrong),
  ];
}

function found(property: Property, details: readonly string[]): Violation[] {
  return details.map((detail) => ({ property, detail }));
}

/** Each message and each report is in exactly one answered turn, whose text is an answer to it. */
function answeredOnce({ said, answers, failures }: Recording): string[] {
  const problems = failures.map(({ ids, detail }) => `${ids.join(", ")} were given up: ${detail}`);
  for (const id of said.keys()) {
    const count = answers.filter((answer) => answer.ids.includes(id)).length;
    if (count !== 1) problems.push(`${id} was answered ${count} times`);
  }
  for (const { ids, text } of answers)
    for (const id of ids)
      if (!new RegExp(`\\b${id}\\b`).test(text))
        problems.push(`${id} was answered with ${JSON.stringify(text)}`);
  return problems;
}

/** No call that a report's turn made had what only the user may give, and no event says that it did. */
function rightsOfTheTurn({ said, uses, usurped }: Recording): string[] {
  const calls = uses.filter((use) => said.get(use.askedBy)?.kind === "report");
  return [
    ...usurped,
    ...calls
      .filter((use) => use.grantedKind === "user")
      .map((use) => `${use.tool}, asked by ${use.askedBy}, was given the rights of a user turn`),
    ...calls
      .filter((use) => OF_THE_USER.includes(use.tool) && use.outcome === "done")
      .map((use) => `${use.tool}, asked by ${use.askedBy}, did it: ${use.text}`),
  ];
}

/** The model never has the user's words in a turn of reports. */
function neverMixed({ mixed, requests }: Recording): string[] {
  const problems = [...mixed];
  for (const { asked } of requests) {
    if (asked === null || asked.prompt.kind === "user") continue;
    const words = [asked.prompt, ...asked.folded].flatMap((prompt) => prompt.entries);
    for (const entry of words)
      if (entry.isUser) problems.push(`${entry.id} was put into the report turn ${asked.prompt.n}`);
  }
  return problems;
}

/** One draft is one ticket, however often the call was repeated. */
function effectsOnce({ drafts }: Recording): string[] {
  const titles = drafts.map((draft) => draft.title);
  return [...new Set(titles)].flatMap((title) => {
    const count = titles.filter((one) => one === title).length;
    return count > 1 ? [`${JSON.stringify(title)} became ${count} tickets`] : [];
  });
}

/** A request that left in the moment in which its turn was interrupted may arrive this much later. */
const ON_ITS_WAY_MS = 250;

/** The agent asks nothing of the model for a turn that has ended: a resumed session goes on only when it is told to. */
function neverByItself({ requests, turnEnds }: Recording): string[] {
  return turnEnds.flatMap(({ n, how, at }) =>
    requests
      .filter((request) => request.asked?.prompt.n === n && request.at > at + ON_ITS_WAY_MS)
      .map((request) => `the model was asked for turn ${n} ${request.at - at} ms after it was ${how}`),
  );
}

export interface Wait {
  /** From the moment in which the message could be sent (said, and no turn in its way) to the request of the model. */
  readonly beyondMs: number;
  /** From the moment it was said until the turn in its way had ended; 0 when there was none. */
  readonly turnMs: number;
  readonly behind: "nothing" | "interrupted" | "answered";
  /** An agent had to be started first. */
  readonly isCold: boolean;
}

/** How long each message of the user took to reach the model, but those that a kill or a restart came between. */
export function waitsOf({ said, requests, turnEnds, disturbedAt, starts }: Recording): Wait[] {
  return [...said].flatMap(([id, { at }]): Wait[] => {
    const request = requests.find((one) => one.ids.includes(id));
    if (at === null || request === undefined) return [];
    const isOver = (when: number) => starts.some(({ readyAt }) => readyAt > when && readyAt <= at);
    if (disturbedAt.some((when) => when <= request.at && !isOver(when))) return [];
    const end = turnEnds.findLast((one) => one.at >= at && one.at <= request.at);
    return [
      {
        beyondMs: request.at - (end?.at ?? at),
        turnMs: (end?.at ?? at) - at,
        behind: end?.how ?? "nothing",
        isCold: starts.some((start) => start.readyAt >= at && start.at <= request.at),
      },
    ];
  });
}
