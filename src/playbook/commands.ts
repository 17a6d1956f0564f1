import { answer, callAll, callOne, tool, type Exchange, type Outcome } from "./exchange.ts";
import { isPlural, type Intent, type TicketRef } from "./intents.ts";
import { couldNot, refusalOf } from "./refusal.ts";
import { findLandable, findNamed, inReview, nameOf, startable, workerName } from "./ticket-choice.ts";
import { readRows, type BoardRow } from "./turn.ts";
import { draftWish } from "./wish.ts";
import { readWish } from "./wish-phrase.ts";
import { clip } from "./words.ts";

/** Ends what is said after a start when another wish waits; "yes" right after it goes on with that. */
export const SHALL_WE_GO_ON = "Shall we go on with";

const TOOL_WORDS_CHARS_MAX = 300;

export function approve(intent: Extract<Intent, { kind: "approve" }>, exchange: Exchange): Outcome {
  const { view } = exchange;
  if (isPlural(intent.ref) && view.lastProposal !== undefined && !intent.isLandWhenGreen)
    return approveAll(view.lastProposal, exchange);
  const tickets = chooseDrafts(intent.ref, exchange);
  if (tickets.length === 0 && intent.ref.words !== "" && !isPlural(intent.ref)) {
    return draftWish(readWish(intent.ref.words, intent.ref.words, ""), exchange);
  }
  if (tickets.length === 0) return answer(`No drafted ticket waits for a start.${landingHint(exchange)}`);
  if (intent.isLandWhenGreen) return landWhenGreen({ ids: tickets, words: "" }, exchange);
  const calls = tickets.map((ticket) => tool(`start-${ticket}`, "ticket_start", { ticket }));
  return callAll(exchange, calls, (results) => {
    const said = tickets.map((ticket, index) => {
      const text = results[index]?.text ?? "";
      const refusal = results[index] && refusalOf(results[index]);
      if (refusal !== undefined) return couldNot(`start ${nameOf(ticket, view)}`, refusal);
      return describeStart(nameOf(ticket, view), text);
    });
    const [next] = view.waitingWishes;
    return answer([...said, ...(next === undefined ? [] : [`${SHALL_WE_GO_ON} ${next}?`])].join(" "));
  });
}

/** "All, in this order": one yes to the proposal that was made last. */
function approveAll(proposal: string, exchange: Exchange): Outcome {
  return relay(
    exchange,
    tool(`start-${proposal}`, "tickets_start", { proposal }),
    `start all of ${proposal}`,
    (words) => clip(words, TOOL_WORDS_CHARS_MAX),
  );
}

function describeStart(name: string, words: string): string {
  const number = /\b(?:Worker |W)(\d+)\b/.exec(words)?.[1];
  if (number !== undefined) return `Worker ${number} is starting on ${name}, and I remain available.`;
  if (/\b(?:queued|waits)\b/i.test(words)) {
    return `${name} is approved, but waits: “${clip(words, TOOL_WORDS_CHARS_MAX)}” I remain available.`;
  }
  return `A worker is starting on ${name}, and I remain available.`;
}

export function landWhenGreen(ref: TicketRef, exchange: Exchange): Outcome {
  const { view } = exchange;
  const tickets = chooseDrafts(ref, exchange);
  if (tickets.length === 0) return answer("I do not know which ticket you mean; name it, like T-1.");
  const calls = tickets.map((ticket) =>
    tool(`edit-${ticket}`, "ticket_edit", { ticket, landWhenGreen: true }),
  );
  return callAll(exchange, calls, (results) => {
    const said = tickets.map((ticket, index) => {
      const refusal = results[index] && refusalOf(results[index]);
      return refusal === undefined
        ? `${nameOf(ticket, view)} will land by itself when it is green. This changes what you approve, so say “start ${ticket}”.`
        : couldNot(`change ${nameOf(ticket, view)}`, refusal);
    });
    return answer(said.join(" "));
  });
}

export function land(ref: TicketRef, exchange: Exchange): Outcome {
  const { view } = exchange;
  const tickets = chooseLandable(ref, exchange);
  if (tickets.length === 0) {
    return answer(
      "I do not know which ticket is to land: none, or more than one, is in review. Name it, like “land T-1”.",
    );
  }
  const calls = tickets.map((ticket) => tool(`land-${ticket}`, "landing_approve", { ticket }));
  return callAll(exchange, calls, (results) => {
    const said = tickets.map((ticket, index) => {
      const refusal = results[index] && refusalOf(results[index]);
      if (refusal !== undefined) return couldNot(`approve the landing of ${nameOf(ticket, view)}`, refusal);
      const words = clip(results[index]?.text ?? "", TOOL_WORDS_CHARS_MAX);
      return `${nameOf(ticket, view)} is approved to land (${words}). “undo” takes that back while it still waits.`;
    });
    return answer(said.join(" "));
  });
}

export function undo(ref: TicketRef, exchange: Exchange): Outcome {
  const ticket = findNamed(ref, exchange.view)[0] ?? exchange.view.lastApproved;
  if (ticket === undefined)
    return answer("You have approved nothing in this conversation that I could undo.");
  return relay(
    exchange,
    tool("undo", "approval_undo", { ticket }),
    `undo the approval of ${nameOf(ticket, exchange.view)}`,
    (words) =>
      `The approval of ${nameOf(ticket, exchange.view)} is taken back (${clip(words, TOOL_WORDS_CHARS_MAX)}).`,
  );
}

export function tellWorker(worker: string, text: string, exchange: Exchange): Outcome {
  const whom = worker === "all" ? "all workers" : workerName(worker);
  return relay(
    exchange,
    tool("tell", "worker_message", { worker, text }),
    `send that to ${whom}`,
    () => `I told ${whom}: “${clip(text, TOOL_WORDS_CHARS_MAX)}”`,
  );
}

export function sendBack(ref: TicketRef, text: string, exchange: Exchange): Outcome {
  const { view } = exchange;
  const ticket = findNamed(ref, view)[0] ?? findLandable(view);
  if (ticket === undefined)
    return answer("I do not know which ticket you mean; name it, like “send T-1 back: …”.");
  const worker = view.rows.get(ticket)?.worker ?? "";
  if (worker === "") return answer(`${nameOf(ticket, view)} has no worker that could be told.`);
  if (text.trim() === "")
    return answer(`What must be different in ${nameOf(ticket, view)}? Say “send ${ticket} back: …”.`);
  return relay(
    exchange,
    tool("back", "worker_message", { worker, text }),
    `send ${nameOf(ticket, view)} back`,
    () =>
      `I sent ${nameOf(ticket, view)} back to ${workerName(worker)}: “${clip(text, TOOL_WORDS_CHARS_MAX)}”`,
  );
}

export function steerWorkers(
  { verb, worker, ref }: Extract<Intent, { kind: "steer" }>,
  exchange: Exchange,
): Outcome {
  const workers = chooseWorkers(worker, ref, exchange);
  if (workers.length === 0)
    return answer(`I do not know which worker to ${verb}; name it, like “${verb} worker 1”.`);
  const calls = workers.map((each) =>
    tool(`${verb}-${each}`, `worker_${verb.replace(" ", "_")}`, { worker: each }),
  );
  return callAll(exchange, calls, (results) => {
    const said = workers.map((each, index) => {
      const refusal = results[index] && refusalOf(results[index]);
      if (refusal !== undefined) return couldNot(`${verb} ${workerName(each)}`, refusal);
      const words = clip(results[index]?.text ?? "", TOOL_WORDS_CHARS_MAX);
      return `${workerName(each)}: ${words === "" ? `asked to ${verb}` : words}.`;
    });
    return answer(said.join(" "));
  });
}

export function tellStatus(about: string, exchange: Exchange): Outcome {
  return callOne(exchange, tool("board", "board", {}), (result) => {
    const refusal = refusalOf(result);
    if (refusal !== undefined) return answer(couldNot("read the board", refusal));
    const rows = readRows(result.text);
    const shown = about === "" ? rows : rows.filter((row) => row.worker === about || row.ticket === about);
    if (rows.length === 0) return answer("There are no tickets yet.");
    if (shown.length === 0) return answer(`The board shows nothing of ${workerName(about)}.`);
    return answer(shown.map(describeRow).join("\n"));
  });
}

/** Calls one tool and says what came of it. */
export function relay(
  exchange: Exchange,
  call: ReturnType<typeof tool>,
  what: string,
  describe: (words: string) => string,
): Outcome {
  return callOne(exchange, call, (result) => {
    const refusal = refusalOf(result);
    return answer(refusal === undefined ? describe(result.text) : couldNot(what, refusal));
  });
}

function describeRow(row: BoardRow): string {
  const cells = [
    row.stage,
    row.worker === "" ? "no worker" : workerName(row.worker),
    row.branch,
    row.lastCommit === "" ? "" : `last commit ${row.lastCommit}`,
    row.status,
    row.waitsFor === "" ? "" : `needs you to ${row.waitsFor}`,
  ];
  return `- ${row.ticket} ${row.title}: ${cells.filter((text) => text !== "").join(" · ")}`;
}

function chooseDrafts(ref: TicketRef, { view }: Exchange): string[] {
  if (isPlural(ref)) return startable(view);
  return ref.words === "" && ref.ids.length === 0 ? startable(view).slice(-1) : findNamed(ref, view);
}

function chooseLandable(ref: TicketRef, { view }: Exchange): string[] {
  if (isPlural(ref)) return inReview(view);
  if (ref.words !== "" || ref.ids.length > 0) return findNamed(ref, view);
  const meant = findLandable(view);
  return meant === undefined ? [] : [meant];
}

function chooseWorkers(worker: string, ref: TicketRef, { view }: Exchange): string[] {
  const running = [...view.rows.values()].filter((row) => row.stage === "running" && row.worker !== "");
  if (worker === "all") return running.map((row) => row.worker);
  if (worker !== "") return [worker];
  const named = findNamed(ref, view).map((ticket) => view.rows.get(ticket)?.worker ?? "");
  if (named.length > 0) return named.filter((each) => each !== "");
  return ref.words === "" && running.length === 1 ? running.map((row) => row.worker) : [];
}

function landingHint({ view }: Exchange): string {
  const ticket = findLandable(view);
  return ticket === undefined ? "" : ` ${nameOf(ticket, view)} is in review: say “merge it” to land it.`;
}
