// A client in the daemon's own process: the terminal conversation and the demo. It says and sees what a client over HTTP will.
import { detailOf, findTicket } from "../catalogue/reading-tools.ts";
import type { UserAccess } from "../catalogue/user-access.ts";
import { landHashOf, runUserCommand } from "../catalogue/user-commands.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { ConversationId, ProposalId, RunId, TicketId } from "../domain/ids.ts";
import { must } from "../domain/state.ts";
import { boardRows } from "../domain/status.ts";
import type { EngineAccess } from "../engine/engine.ts";
import type { Banner, Client, Delta, Item, Said } from "../wire/client.ts";
import type { CommandInput, CommandName } from "../wire/commands.ts";
import { firstMessageOf, reviewCard, ticketCard } from "./cards.ts";
import { noticeOf } from "./notices.ts";

export interface LocalClientOptions {
  readonly engine: EngineAccess;
  readonly conversation: ConversationId;
  readonly banner: Banner;
  readonly userAccess: UserAccess;
}

export interface LocalClient extends Client {
  /** One step of an agent, from the activity. */
  tellStep(label: string, text: string): void;
  tellDelta(text: string): void;
  tellNotice(level: "info" | "warning" | "error", text: string): void;
}

/** Numbers of the last cards that can still be chosen. */
const CHOICES_MAX = 200;

export function createLocalClient(options: LocalClientOptions): LocalClient {
  const { engine, conversation } = options;
  const itemListeners = new Set<(item: Item) => void>();
  const deltaListeners = new Set<(delta: Delta) => void>();
  const choices = new Map<number, () => Promise<Said>>();
  let nextChoice = 1;
  /** What this client has shown: an approval by words counts only for what its writer had in view. */
  let renderedSeq = engine.state().seq;

  const show = (item: Item) => {
    for (const listener of itemListeners) listener(item);
  };

  const access = options.userAccess;

  async function obey<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Said> {
    const reply = await runUserCommand(name, input, access);
    return reply.kind === "accepted"
      ? { kind: "accepted", text: reply.text }
      : { kind: "refused", text: reply.message };
  }

  function offer(offers: readonly { readonly label: string; readonly choose: () => Promise<Said> }[]) {
    return offers.map(({ label, choose }) => {
      const n = nextChoice;
      nextChoice += 1;
      choices.set(n, choose);
      choices.delete(n - CHOICES_MAX);
      return { n, label };
    });
  }

  function ticketItem(id: TicketId): Item {
    const ticket = must(engine.state().tickets, id);
    const { hash } = ticket;
    const start = () => obey("approve-ticket", { ticket: id, hash });
    const startWhenGreen = () => obey("approve-ticket", { ticket: id, hash, landWhenGreen: true });
    const whenGreen = ticket.spec.landWhenGreen
      ? []
      : [{ label: "approve & start, land when green", choose: startWhenGreen }];
    return {
      kind: "card",
      ...ticketCard(engine.state(), ticket),
      choices: offer([{ label: "approve & start", choose: start }, ...whenGreen]),
    };
  }

  function proposalItem(id: ProposalId): Item {
    const { tickets, title } = must(engine.state().proposals, id);
    const shown = tickets.map((ticket) => ({ ticket, hash: must(engine.state().tickets, ticket).hash }));
    const choose = () => obey("approve-proposal", { proposal: id, shown });
    return {
      kind: "card",
      title: `${id} · ${title}`,
      lines: [`${tickets.join(", ")}, in this order`],
      choices: offer([{ label: "approve all, in this order", choose }]),
    };
  }

  function reviewItem(id: RunId): Item | null {
    const runNow = must(engine.state().runs, id);
    const { landHash } = runNow;
    const step = runNow.stage.name === "reported" ? runNow.stage.step : null;
    if (step?.name !== "ready" || landHash === null) return null;
    const ticket = must(engine.state().tickets, runNow.ticket);
    const isUnverified = step.checked.color === "unverified";
    const choose = () =>
      obey("land", { ticket: ticket.id, hash: landHash, isUnverifiedAccepted: isUnverified });
    const offers =
      step.checked.color === "red"
        ? []
        : [{ label: isUnverified ? "land it UNVERIFIED" : "land it", choose }];
    return { kind: "card", ...reviewCard(ticket, runNow, step), choices: offer(offers) };
  }

  function itemsOf(event: StoredEvent): readonly (Item | null)[] {
    switch (event.type) {
      case "conversation.turn-answered":
        return [
          {
            kind: "answer",
            n: event.data.n,
            turn: lastTurn.get(event.data.n) ?? "user",
            text: event.data.text,
          },
        ];
      case "conversation.turn-begun":
        lastTurn.set(event.data.n, event.data.kind);
        return [];
      case "ticket.drafted":
      case "ticket.edited":
        return [ticketItem(event.data.ticket)];
      case "conversation.proposal-made":
        return [proposalItem(event.data.proposal)];
      case "run.reviewed":
        return [reviewItem(event.data.run)];
      default:
        return [noticeOf(engine.state(), event)];
    }
  }

  const lastTurn = new Map<number, "user" | "report">();
  engine.onEvents((events) => {
    for (const event of events) for (const item of itemsOf(event)) if (item !== null) show(item);
    renderedSeq = engine.state().seq;
  });

  return {
    banner: options.banner,
    say: (text) => obey("say", { text, seenSeq: renderedSeq }),
    choose: (n) =>
      choices.get(n)?.() ??
      Promise.resolve({ kind: "refused", text: `There is no choice ${n}; the last card has the numbers.` }),
    add: (markdown) => obey("add-ticket", { markdown }),
    board: () => boardRows(engine.state(), engine.facts),
    pending: () =>
      [...engine.state().tickets.values()].flatMap(({ id, stage }) => {
        if (stage.name === "draft") return [ticketItem(id)];
        const item = stage.name === "review" ? reviewItem(stage.run) : null;
        return item === null ? [] : [item];
      }),
    show: (subject) => {
      const ticket = findTicket(engine.state(), subject);
      if (ticket === undefined) return null;
      const detail = JSON.stringify(detailOf(engine.state(), engine.facts, ticket), null, 2);
      return ticket.stage.name === "draft"
        ? `${detail}\n\nThe worker's first message:\n${firstMessageOf(engine.state(), ticket)}`
        : detail;
    },
    stop: (worker) => obey("stop-worker", { worker }),
    tryAgain: (worker) => obey("try-again", { worker }),
    send: (worker, text) => obey("send-message", { worker, text }),
    land: async (name) => {
      const ticket = findTicket(engine.state(), name);
      // Without a ticket or a hash the command itself says what is missing.
      const hash = ticket === undefined ? null : landHashOf(access, ticket);
      return await obey("land", { ticket: name, hash: hash ?? "none" });
    },
    undo: (ticket) => obey("undo-approval", { ticket }),
    orchestrator: () => {
      const running = engine.state().conversations.get(conversation)?.running ?? null;
      if (running === null) return "Idle";
      if (running.isParked) return "Waiting for the model";
      return running.kind === "user" ? "Active – Conversing" : "Active – Reporting";
    },
    onItem: (listener) => {
      itemListeners.add(listener);
      return () => itemListeners.delete(listener);
    },
    onDelta: (listener) => {
      deltaListeners.add(listener);
      return () => deltaListeners.delete(listener);
    },
    tellStep: (label, text) => show({ kind: "step", label, text }),
    tellDelta: (text) => {
      for (const listener of deltaListeners) listener({ text });
    },
    tellNotice: (level, text) => show({ kind: "notice", level, text }),
  };
}
