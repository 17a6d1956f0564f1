// A client in the daemon's own process: the terminal conversation and the demo. It says and sees what a client over HTTP will.
import { z } from "zod";
import { detailOf, findTicket } from "../catalogue/reading-tools.ts";
import { findRuns } from "../catalogue/worker-tools.ts";
import type { CatalogueAccess } from "../catalogue/access.ts";
import { hashOf, makeSpec, SpecInput } from "../catalogue/spec.ts";
import type { Command } from "../domain/commands.ts";
import type { StoredEvent } from "../domain/events.ts";
import { commandId, messageId, type ConversationId, type RunId, type TicketId } from "../domain/ids.ts";
import type { Actor } from "../domain/shared.ts";
import { must } from "../domain/state.ts";
import { boardRows } from "../domain/status.ts";
import type { EngineAccess } from "../engine/engine.ts";
import type { Banner, Client, Delta, Item, Said } from "../wire/client.ts";
import { firstMessageOf, reviewCard, ticketCard } from "./cards.ts";
import { noticeOf } from "./notices.ts";

export interface LocalClientOptions {
  readonly engine: EngineAccess;
  readonly conversation: ConversationId;
  readonly banner: Banner;
  readonly session: string;
  /** Reads a ticket file. */
  parseTicket(
    markdown: string,
  ):
    | { readonly kind: "read"; readonly ticket: unknown }
    | { readonly kind: "refused"; readonly text: string };
  readDefaults: CatalogueAccess["readDefaults"];
  newId(): string;
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
  const actor: Actor = { kind: "user", session: options.session };
  const itemListeners = new Set<(item: Item) => void>();
  const deltaListeners = new Set<(delta: Delta) => void>();
  const choices = new Map<number, () => Promise<Said>>();
  let nextChoice = 1;
  /** What this client has shown: an approval by words counts only for what its writer had in view. */
  let renderedSeq = engine.state().seq;

  const show = (item: Item) => {
    for (const listener of itemListeners) listener(item);
  };

  async function run(command: Command): Promise<Said> {
    const reply = await engine.submit(command, actor, commandId(options.newId()));
    return reply.kind === "accepted"
      ? { kind: "accepted", text: reply.text }
      : { kind: "refused", text: reply.refusal.message };
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
    const start = () => run({ type: "ticket.approve", ticket: id, hash });
    const startWhenGreen = async (): Promise<Said> => {
      const spec = { ...ticket.spec, landWhenGreen: true };
      const edited = await run({ type: "ticket.edit", ticket: id, spec, hash: hashOf(spec) });
      return edited.kind === "refused"
        ? edited
        : await run({ type: "ticket.approve", ticket: id, hash: hashOf(spec) });
    };
    const whenGreen = ticket.spec.landWhenGreen
      ? []
      : [{ label: "approve & start, land when green", choose: startWhenGreen }];
    return {
      kind: "card",
      ...ticketCard(engine.state(), ticket),
      choices: offer([{ label: "approve & start", choose: start }, ...whenGreen]),
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
      run({
        type: "landing.approve",
        ticket: ticket.id,
        hash: landHash,
        isUnverifiedAccepted: isUnverified,
      });
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

  async function forRun(
    name: string,
    command: (run: ReturnType<typeof findRuns>[number]) => Command,
  ): Promise<Said> {
    const runs = findRuns(engine.state(), name);
    if (runs.length === 0)
      return { kind: "refused", text: `No live worker is called ${name}. /ls shows them.` };
    const said: Said[] = [];
    for (const one of runs) said.push(await run(command(one)));
    return (
      said.find((one) => one.kind === "refused") ?? {
        kind: "accepted",
        text: runs.map((one) => `Worker ${one.workerNumber}`).join(", "),
      }
    );
  }

  function withTicket(name: string, act: (id: TicketId) => Promise<Said>): Promise<Said> {
    const ticket = findTicket(engine.state(), name);
    return ticket === undefined
      ? Promise.resolve({ kind: "refused", text: `There is no ticket called ${name}. /ls shows them.` })
      : act(ticket.id);
  }

  return {
    banner: options.banner,
    say: (text) => {
      const id = options.newId();
      return run({
        type: "conversation.receive",
        conversation,
        message: messageId(id),
        text,
        seenSeq: renderedSeq,
      });
    },
    choose: (n) =>
      choices.get(n)?.() ??
      Promise.resolve({ kind: "refused", text: `There is no choice ${n}; the last card has the numbers.` }),
    add: async (markdown) => {
      const read = options.parseTicket(markdown);
      if (read.kind === "refused") return read;
      const parsed = SpecInput.safeParse(read.ticket);
      if (!parsed.success)
        return { kind: "refused", text: `The ticket cannot be taken: ${z.prettifyError(parsed.error)}` };
      const { checks, ...rest } = parsed.data;
      // A file without a list of checks says nothing about them: the project's own are meant.
      const named = checks === undefined || checks.length === 0 ? rest : { ...rest, checks };
      const spec = makeSpec(named, await options.readDefaults(), []);
      return await run({ type: "ticket.draft", conversation, spec, hash: hashOf(spec) });
    },
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
    stop: (name) => forRun(name, (one) => ({ type: "run.stop", run: one.id, reason: "stopped by the user" })),
    tryAgain: (name) => forRun(name, (one) => ({ type: "run.try-again", run: one.id })),
    send: (name, text) => forRun(name, (one) => ({ type: "run.send", run: one.id, text })),
    land: (name) =>
      withTicket(name, async (id) => {
        const { stage } = must(engine.state().tickets, id);
        const hash = "run" in stage ? (engine.state().runs.get(stage.run)?.landHash ?? null) : null;
        if (hash === null)
          return { kind: "refused", text: `${id} is ${stage.name}: there is no reviewed work to land yet.` };
        return await run({ type: "landing.approve", ticket: id, hash, isUnverifiedAccepted: false });
      }),
    undo: (name) =>
      withTicket(name, (id) =>
        run(
          must(engine.state().tickets, id).stage.name === "landing"
            ? { type: "landing.undo", ticket: id }
            : { type: "ticket.undo-approval", ticket: id },
        ),
      ),
    orchestrator: () => {
      const running = engine.state().conversations.get(conversation)?.running ?? null;
      if (running === null) return "Idle";
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
