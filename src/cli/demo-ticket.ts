// `jarvis demo --repo PATH --ticket FILE`: one ticket file, carried out and landed on any repository.
import type { Item } from "../wire/client.ts";
import type { Host } from "../wire/host.ts";
import type { HostOptions } from "../wire/host-options.ts";
import type { Output } from "./output.ts";
import { boxed } from "./render/cards.ts";
import { watch, type Watch } from "./watch.ts";

export interface DemoTicketOptions {
  readonly options: HostOptions;
  readonly world: { openHost(options: HostOptions): Promise<Host> };
  /** Where the ticket was read, to be named. */
  readonly file: string;
  readonly markdown: string;
  readonly isJson: boolean;
  readonly output: Pick<Output, "json" | "line" | "note">;
}

/** Longest time that one step of the story may take. */
const STEP_LIMIT_MS = 10 * 60_000;

export async function demoTicket(demo: DemoTicketOptions): Promise<number> {
  const host = await demo.world.openHost(demo.options);
  try {
    const seen = watch(host.client, STEP_LIMIT_MS);
    host.client.onItem((item) => demo.output.note(progressLine(item)));
    const drafted = await host.client.add(demo.markdown);
    if (drafted.kind === "refused")
      return fail(demo, `Cannot take the ticket file ${demo.file}: ${drafted.text}`);
    const id = drafted.text;
    const card = await seen.until(`the card of ${id}`, (item) => isCardOf(item, id));
    const approved = await host.client.choose(choiceOf(card.item, "approve & start"));
    if (approved.kind === "refused") return fail(demo, approved.text);
    const outcome = await landWhenReady(host, seen, id);
    const leftovers = await afterRest(host);
    return await tell(demo, host, { ticket: id, outcome, leftovers });
  } finally {
    await host.close();
  }
}

/**
 * Approves the landing by its button as soon as there is one, and again when a moved target sent the work back. The user's files
 * in the way are named and waited for; a run that needs somebody is the end of a demo.
 */
async function landWhenReady(host: Host, seen: Watch, id: string): Promise<string> {
  for (let from = 0; ;) {
    const next = await seen.until(
      `${id} to land`,
      (item) => isReviewCardOf(item, id) || isLandedNotice(item, id) || isTrouble(item),
      from,
    );
    from = seen.items.indexOf(next) + 1;
    if (next.item.kind === "notice") return isLandedNotice(next.item, id) ? "landed" : next.item.text;
    if (next.item.kind !== "card") continue;
    const [choice] = next.item.choices;
    if (choice === undefined) return `${id} cannot land: ${next.item.lines.join("; ")}`;
    const said = await host.client.choose(choice.n);
    if (said.kind === "refused") return said.text;
  }
}

async function afterRest(host: Host): Promise<Awaited<ReturnType<Host["leftovers"]>>> {
  await host.rest();
  return await host.leftovers();
}

async function tell(
  demo: DemoTicketOptions,
  host: Host,
  end: { readonly ticket: string; readonly outcome: string; readonly leftovers: unknown },
): Promise<number> {
  const row = host.client.board().find((one) => one.ticket === end.ticket);
  const isLanded = end.outcome === "landed";
  const target = host.client.banner.target;
  const found = await host.readGit([
    "log",
    "-1",
    "--format=%H",
    "--grep",
    `^Jarvis-Ticket: ${end.ticket}$`,
    target,
  ]);
  const commit = isLanded ? found.trim() : null;
  const ticket = {
    id: end.ticket,
    title: row?.title ?? "",
    branch: row?.branch ?? null,
    landed: isLanded,
    commit,
  };
  const result = {
    name: "demo-ticket",
    model: host.model,
    root: host.root,
    target,
    tickets: [ticket],
    outcome: end.outcome,
    leftovers: end.leftovers,
  };
  if (demo.isJson) demo.output.json(result);
  else
    demo.output.line(
      `${end.ticket} ${ticket.title}: ${end.outcome}${commit === null ? "" : ` as ${commit.slice(0, 7)} on ${target}`}`,
    );
  return isLanded ? 0 : 1;
}

function fail(demo: DemoTicketOptions, text: string): number {
  demo.output.note(text);
  return 1;
}

export function isCardOf(item: Item, id: string): boolean {
  return item.kind === "card" && item.title.startsWith(`${id} ·`);
}

export function isReviewCardOf(item: Item, id: string): boolean {
  return isCardOf(item, id) && item.kind === "card" && item.title.endsWith("is ready");
}

export function isTrouble(item: Item): boolean {
  return (
    item.kind === "notice" &&
    (item.level === "error" || /needs you|conflicts with|was not done/.test(item.text))
  );
}

function isLandedNotice(item: Item, id: string): boolean {
  return item.kind === "notice" && item.text.startsWith(`${id} landed`);
}

/** The number of the choice with this label; 0, which is never given, when there is none. */
export function choiceOf(item: Item, label: string): number {
  return item.kind === "card" ? (item.choices.find((choice) => choice.label.startsWith(label))?.n ?? 0) : 0;
}

export function progressLine(item: Item): string {
  switch (item.kind) {
    case "user":
      return `you: ${item.text}`;
    case "answer":
      return `JARVIS: ${item.text}`;
    case "card":
      return boxed(
        item,
        item.choices.map((choice) => `[${choice.n}] ${choice.label}`),
      );
    case "step":
      return `[${item.label}] → ${item.text}`;
    case "notice":
      return `• ${item.text}`;
    default:
      return item satisfies never;
  }
}
