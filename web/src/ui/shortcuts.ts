// Keys that do something. They keep still while the reader types, while a window is open, and when switched off.
import { useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";
import { readStored, useStoredFlag } from "./stored.ts";

const SINGLE_KEYS = "single-keys";

export interface Shortcut {
  readonly run: (event: KeyboardEvent) => void;
  /** Works while typing, too; only for presses with a modifier. */
  readonly inInputs?: boolean;
}

/** Names such as `g t`, `Mod+K`, `?`, `Escape`; presses of a sequence follow each other within a second. */
export type Shortcuts = Readonly<Record<string, Shortcut>>;

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const names = Object.keys(shortcuts).join("\n");
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const name of names === "" ? [] : names.split("\n"))
      bindings[inTinykeys(name)] = (event) => {
        const shortcut = latest.current[name];
        if (name.includes(" ")) restart();
        if (!shortcut || isKeptStill(event, name, shortcut)) return;
        event.preventDefault();
        shortcut.run(event);
      };
    const start = () => tinykeys(window, bindings, { ignore: (event) => event.isComposing });
    let stop = start();
    // tinykeys 4.0 leaves the sequences that come after the one that fired half done: `g r` then `g s` would do nothing.
    const restart = () => {
      stop();
      stop = start();
    };
    return () => stop();
  }, [names]);
}

/** Whether keys without a modifier work, and the way to change it (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (isOn: boolean) => void] {
  return useStoredFlag(SINGLE_KEYS, true);
}

/** `Mod` is ⌘ or Ctrl; a sign such as `?` may need Shift on one keyboard and not on another. */
function inTinykeys(name: string): string {
  return name
    .split(" ")
    .map((press) => (/^[^\w\s]$/.test(press) ? `[Shift]+${press}` : press.replace(/\bMod\b/, "$mod")))
    .join(" ");
}

/** What takes the keys while it is open. A toast is a dialog too, but not one that the page waits for. */
const OVER_THE_PAGE =
  "[role=dialog]:not([aria-modal=false]),[role=alertdialog]:not([aria-modal=false]),[role=menu],[role=listbox][data-open]";

function isKeptStill(event: KeyboardEvent, name: string, { inInputs = false }: Shortcut): boolean {
  const hasModifier = /\b(Mod|Alt|Control|Meta)\+/.test(name);
  if (!hasModifier && name !== "Escape" && readStored(SINGLE_KEYS) === "false") return true;
  if (document.querySelector(OVER_THE_PAGE)) return true;
  return isTyping(event.target) && !(inInputs && hasModifier);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox],[type=radio]),textarea,select"))
  );
}
