// The keys of the conversation: they act on the card that has the focus, else on the one that waits for the user.
import { useShortcutHelp, type ShortcutHelp } from "../../ui/keyboard-help.tsx";
import { useShortcuts } from "../../ui/shortcuts.ts";
import type { CardActs, Talk } from "./talk-context.tsx";

const HELP: readonly ShortcutHelp[] = [
  { keys: "Enter", does: "Send" },
  { keys: "Shift+Enter", does: "New line" },
  { keys: "ArrowUp", does: "Bring back the last message" },
  { keys: "Mod+Enter", does: "Approve & start the newest draft" },
  { keys: "E", does: "Edit the draft" },
  { keys: "L", does: "Put the draft off" },
  { keys: "Shift+M", does: "Land reviewed work" },
  { keys: "U", does: "Undo the last approval" },
  { keys: "C", does: "Go to the composer" },
];

export interface TalkKeysOptions {
  readonly cards: Talk["cards"];
  readonly newestDraft: string | null;
  /** The newest draft is too far up to be drawn: nobody approves what nobody sees. */
  readonly onShowDraft: () => void;
  readonly onCompose: () => void;
}

export function useTalkKeys({ cards, newestDraft, onShowDraft, onCompose }: TalkKeysOptions): void {
  const act = (name: keyof CardActs) => {
    const focused = focusedCard();
    const own = focused === null ? undefined : cards.get(focused)?.[name];
    if (own !== undefined) return own();
    if (name === "land" || name === "undo") return actOnOnly(cards, name);
    const draft = newestDraft === null ? undefined : cards.get(`ticket ${newestDraft}`);
    if (draft !== undefined) return draft[name]?.();
    if (newestDraft !== null) onShowDraft();
    return undefined;
  };
  useShortcuts({
    "Mod+Enter": { run: () => act("approve"), inInputs: true },
    e: { run: () => act("edit") },
    l: { run: () => act("putOff") },
    "Shift+M": { run: () => act("land") },
    u: { run: () => act("undo") },
    c: { run: onCompose },
  });
  useShortcutHelp("Talk", HELP);
}

function focusedCard(): string | null {
  return document.activeElement?.closest("[data-card]")?.getAttribute("data-card") ?? null;
}

/** Without a focus a key means the only card that it can mean; of several, the newest takes the focus and the next press decides. */
function actOnOnly(cards: Talk["cards"], name: keyof CardActs): void {
  const able = [...document.querySelectorAll<HTMLElement>("[data-card]")].filter(
    ({ dataset }) => cards.get(dataset["card"] ?? "")?.[name] !== undefined,
  );
  const newest = able.at(-1);
  if (newest === undefined) return;
  if (able.length > 1) newest.focus();
  else cards.get(newest.dataset["card"] ?? "")?.[name]?.();
}
