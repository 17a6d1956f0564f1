// A client of a project in a daemon, wherever that runs: the conversation in the terminal sees and says through it.
import type { Client, Delta, Item, Said } from "../../wire/client.ts";
import type { CommandInput, CommandName, Done, Refused } from "../../wire/commands.ts";
import type { Topic, View } from "../../wire/feed.ts";
import { createItemMaker, saidOf, type ItemMaker } from "../../wire/item-maker.ts";
import { createOffers, type Offers } from "../../wire/offers.ts";
import { createDaemonApi, type ProjectApi } from "../daemon/api.ts";
import { connectFeed, readView, type Feed } from "../daemon/feed.ts";
import type { DaemonPlace } from "../daemon/place.ts";
import { DaemonFailed, Declined, messageOf } from "../failures.ts";
import { bannerOf } from "../render/banner.ts";
import { orchestratorText } from "../render/board.ts";
import { createItemStream, type ItemStream } from "./item-stream.ts";
import { isMoving } from "./motion.ts";
import { boardOf, findTicket, orchestratorOf, projectOf, reviewOf, rowsNow } from "./rows.ts";
import { createSteps } from "./steps.ts";
import { createWaits, type Waits } from "./waits.ts";

/** What the conversation in the terminal uses: a client that may have to ask before it can show. */
export interface ChatClient extends Omit<Client, "show"> {
  show(subject: string): string | null | Promise<string | null>;
}

export interface RemoteClient extends ChatClient {
  /**
   * Resolves when nothing goes on by itself, as far as the rows tell, for `settleMs`.
   * @throws DaemonFailed when the connection is lost meanwhile and does not come back within `lostMsMax`
   */
  rest(limits?: RestLimits): Promise<void>;
  /** Resolves when everything that is on record at this moment was shown. @throws DaemonFailed */
  shownAll(): Promise<void>;
  close(): void;
}

export interface RestLimits {
  readonly settleMs: number;
  readonly lostMsMax: number;
}

export interface RemoteClientOptions {
  /** Where the daemon is now; null: none runs. */
  readonly find: () => Promise<DaemonPlace | null>;
  /** Where it is at the beginning. */
  readonly place: DaemonPlace;
  readonly project: string;
}

const REST: RestLimits = { settleMs: 1_000, lostMsMax: 30_000 };

/** What the parts of one client share. */
interface Parts {
  readonly feed: Feed;
  readonly api: ProjectApi;
  readonly offers: Offers;
  readonly items: ItemMaker;
  readonly stream: ItemStream;
  readonly waits: Waits;
  readonly deltas: Set<(delta: Delta) => void>;
  readonly command: CommandSender;
  readonly find: () => Promise<DaemonPlace | null>;
}

type CommandSender = <Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
) => Promise<Done | Refused>;

/** Resolves when the project is in view. @throws DaemonFailed */
export async function connectRemoteClient(options: RemoteClientOptions): Promise<RemoteClient> {
  const { project } = options;
  let { place } = options;
  const find = async () => {
    const found = await options.find();
    place = found ?? place;
    return found;
  };
  const api = createDaemonApi(() => place).project(project);
  const command = commandSender(api);
  const offers = createOffers();
  const items = createItemMaker({ offers, command });
  const stream = createItemStream((row, view) => items.make(row, rowsNow(view)));
  const waits = createWaits();
  const deltas = new Set<(delta: Delta) => void>();
  const feed = await followProject({ find, project, api, stream, waits, deltas });
  return clientOf({ feed, api, offers, items, stream, waits, deltas, command, find }, project);
}

async function followProject(
  parts: Pick<Parts, "find" | "api" | "stream" | "waits" | "deltas"> & { readonly project: string },
): Promise<Feed> {
  const { find, project, api, stream, waits, deltas } = parts;
  const steps = createSteps({ read: (run, page) => api.timeline(run, page), onStep: stream.show });
  let feed: Feed | null = null;
  let topics: readonly Topic[] = ["deltas"];

  function onView(view: View): void {
    const next: readonly Topic[] = ["deltas", ...steps.follow(view)];
    if (next.join(" ") !== topics.join(" ")) {
      topics = next;
      feed?.setTopics(topics);
    }
    stream.take(view);
    waits.tell();
  }

  feed = await connectFeed({
    find,
    project,
    topics,
    onView,
    onDelta: ({ text }) => {
      for (const listener of deltas) listener({ text });
    },
    onActivity: ({ run, rows }) => steps.note(run, rows),
    onConnection: (state) => {
      stream.show(CONNECTION_ITEMS[state]);
      if (state === "back") steps.catchUp();
      waits.tell();
    },
  });
  feed.setTopics(topics);
  return feed;
}

/** What cannot be reached is said as a refusal: the conversation goes on, and so may the daemon. */
function commandSender(api: ProjectApi): CommandSender {
  return async (name, input) => {
    try {
      return await api.command(name, input);
    } catch (error) {
      if (error instanceof DaemonFailed || error instanceof Declined)
        return { kind: "refused", code: error.code, message: messageOf(error) };
      throw error;
    }
  };
}

function clientOf(parts: Parts, project: string): RemoteClient {
  const { feed, offers, items, stream, deltas } = parts;
  const row = projectOf(feed.view());
  if (row === null) {
    feed.close();
    throw noProject(project);
  }
  return {
    banner: bannerOf(row),
    ...sayingOf(parts),
    ...waitingOf(parts, project),
    choose: (n) => offers.choose(n),
    board: () => boardOf(feed.view()),
    pending: () => items.pending(boardOf(feed.view()), rowsNow(feed.view())),
    show: (subject) => showTicket(parts, subject),
    orchestrator: () =>
      feed.isConnected()
        ? orchestratorText(orchestratorOf(feed.view()))
        : "Offline – connection lost, trying again",
    onItem: (listener) => stream.onItem(listener),
    onDelta: (listener) => {
      deltas.add(listener);
      return () => deltas.delete(listener);
    },
    close: () => feed.close(),
  };
}

function sayingOf({ feed, stream, command }: Parts) {
  const obey = async <Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Said> =>
    saidOf(await command(name, input));
  return {
    say: async (text: string) => {
      const reply = command("say", { text, seenSeq: feed.view().journal });
      stream.noteSaying(reply.then((said) => (said.kind === "accepted" ? said.text : null)));
      return saidOf(await reply);
    },
    add: (markdown: string) => obey("add-ticket", { markdown }),
    stop: (worker: string) => obey("stop-worker", { worker }),
    tryAgain: (worker: string) => obey("try-again", { worker }),
    send: (worker: string, text: string) => obey("send-message", { worker, text }),
    undo: (ticket: string) => obey("undo-approval", { ticket }),
    land: (name: string) => {
      const ticket = findTicket(feed.view(), name)?.ticket ?? name;
      // Without anything to land the command itself says what is missing.
      return obey("land", { ticket, hash: reviewOf(feed.view(), ticket)?.landHash ?? "none" });
    },
  };
}

function waitingOf({ feed, waits, find }: Parts, project: string): Pick<RemoteClient, "rest" | "shownAll"> {
  const isLost = () => !feed.isConnected();
  const isResting = () => !isLost() && !isMoving(feed.view());
  return {
    rest: async ({ settleMs, lostMsMax } = REST) => {
      for (;;) {
        if (isLost() && (await waits.stays(isLost, lostMsMax))) throw lostFor(lostMsMax);
        await waits.until(() => isLost() || isResting());
        if (await waits.stays(isResting, settleMs)) return;
      }
    },
    shownAll: async () => {
      const now = await readView(find, project);
      await waits.until(() => isLost() || feed.view().journal >= now.journal);
    },
  };
}

async function showTicket({ feed, api }: Parts, subject: string): Promise<string | null> {
  const ticket = findTicket(feed.view(), subject);
  if (ticket === null) return null;
  try {
    const { detail, firstMessage } = await api.ticket(ticket.ticket);
    const text = JSON.stringify(detail, null, 2);
    return ticket.stage === "draft" ? `${text}\n\nThe worker's first message:\n${firstMessage}` : text;
  } catch (error) {
    if (error instanceof DaemonFailed || error instanceof Declined) return messageOf(error);
    throw error;
  }
}

const CONNECTION_ITEMS: Readonly<Record<"lost" | "back", Item>> = {
  lost: {
    kind: "notice",
    level: "warning",
    text: "The connection to JARVIS is lost; trying again. If it has ended, start it in another terminal.",
  },
  back: { kind: "notice", level: "info", text: "The connection to JARVIS is back." },
};

function lostFor(lostMs: number): DaemonFailed {
  return new DaemonFailed(
    "connection-lost",
    `Waited for what was asked to be done: the connection to JARVIS is lost since ${Math.round(lostMs / 1_000)} s. Start it again; what was said is on record.`,
  );
}

function noProject(project: string): DaemonFailed {
  return new DaemonFailed(
    "no-project",
    `JARVIS shows no project ${project}. Look which are open: jarvis projects`,
  );
}
