// The keys of a diff: from file to file, from change to change, and what is done where the reader is. The place is the focus, so that
// Tab goes on from it and a screen reader says it; before there is one, it is what stands at the top of the view.
import { type RefObject, useEffect } from "react";
import { type ShortcutHelp, useShortcutHelp } from "./keyboard-help.tsx";
import { useShortcuts } from "./shortcuts.ts";

/** Under the head of its file, which stays in sight, and a line or two of what comes before. */
const BELOW_TOP_PX = 80;

const MOVES: readonly ShortcutHelp[] = [
  { keys: "]", does: "Next file" },
  { keys: "[", does: "Previous file" },
  { keys: "n", does: "Next change" },
  { keys: "p", does: "Previous change" },
];
const HELP = {
  look: MOVES,
  note: [...MOVES, { keys: "Enter", does: "Write a note on the change" }],
  review: [
    ...MOVES,
    { keys: "v", does: "File viewed, on to the next" },
    { keys: "Enter", does: "Write a note on the change" },
  ],
} as const;

export interface DiffKeysOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  /** Marks a file as viewed, or takes that back. @returns whether it is viewed now. Undefined: nobody keeps that here. */
  readonly onToggleViewed: ((path: string) => boolean) | undefined;
  readonly canNote: boolean;
}

/** The help lists them while the diff is shown. */
export function useDiffKeys({ scroller, onToggleViewed, canNote }: DiffKeysOptions): void {
  const on = (act: (within: HTMLElement) => void) => ({
    run: () => {
      if (scroller.current !== null) act(scroller.current);
    },
  });
  const viewed = (within: HTMLElement) => {
    const file = fileAtPlace(within);
    const path = file?.dataset["path"];
    if (file === undefined || path === undefined || onToggleViewed === undefined) return;
    if (onToggleViewed(path)) stepFile(within, 1, file);
    else showHead(file);
  };
  useShortcuts({
    "]": on((within) => stepFile(within, 1, fileAtPlace(within))),
    "[": on((within) => stepFile(within, -1, fileAtPlace(within))),
    n: on((within) => stepChange(within, 1)),
    p: on((within) => stepChange(within, -1)),
    ...(onToggleViewed !== undefined && { v: on(viewed) }),
  });
  useEffect(() => {
    const within = scroller.current;
    if (within === null || !canNote) return undefined;
    within.addEventListener("keydown", noteOnEnter);
    return () => within.removeEventListener("keydown", noteOnEnter);
  }, [scroller, canNote]);
  useShortcutHelp("Diff", HELP[onToggleViewed === undefined ? (canNote ? "note" : "look") : "review"]);
}

/** Enter on a change is a click on its line's number. */
function noteOnEnter(event: KeyboardEvent): void {
  const { key, target } = event;
  if (key !== "Enter" || !(target instanceof HTMLElement) || !target.matches(".diff-code")) return;
  event.preventDefault();
  const number = target.previousElementSibling;
  if (number instanceof HTMLElement) number.click();
}

function stepFile(within: HTMLElement, step: 1 | -1, from: HTMLElement | undefined): void {
  const files = filesIn(within);
  const at = from === undefined ? -1 : files.indexOf(from);
  const next = files[Math.min(files.length - 1, Math.max(0, at + step))];
  if (next !== undefined) showHead(next);
}

/** Its head takes the focus: Enter opens and closes the file. */
function showHead(file: HTMLElement): void {
  file.scrollIntoView({ block: "start" });
  file.querySelector<HTMLElement>("header button")?.focus({ preventScroll: true });
}

function stepChange(within: HTMLElement, step: 1 | -1): void {
  const places = placesIn(within);
  const focused = places.findIndex((place) => place === document.activeElement);
  const next = focused >= 0 ? places[focused + step] : nearest(within, places, step);
  if (next === undefined) return;
  // A file that is not drawn yet: it comes with its first change under its head.
  if (next.matches("[data-path]")) return showHead(next);
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** The first place from the focus on, or from the top of the view. */
function nearest(within: HTMLElement, places: readonly HTMLElement[], step: 1 | -1): HTMLElement | undefined {
  const { activeElement } = document;
  const isInside = activeElement !== null && within.contains(activeElement) && activeElement !== within;
  const topPx = within.getBoundingClientRect().top + BELOW_TOP_PX;
  const isAfter = (place: HTMLElement) =>
    isInside
      ? (activeElement.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) > 0
      : place.getBoundingClientRect().bottom > topPx;
  // A file that was just gone to and is not drawn yet is where the reader is, not where to go.
  const others = places.filter((place) => !place.contains(activeElement));
  return step === 1 ? others.find(isAfter) : others.findLast((place) => !isAfter(place));
}

/** In order: the first line of each block of changes, and each open file of which the lines are not drawn yet. */
function placesIn(within: HTMLElement): readonly HTMLElement[] {
  return filesIn(within).flatMap((file) => {
    const hunks = [...file.querySelectorAll(".diff-hunk")];
    if (hunks.length > 0) return hunks.flatMap(blocksOf);
    return file.querySelector(".diff-lines:empty") === null ? [] : [file];
  });
}

function blocksOf(hunk: Element): readonly HTMLElement[] {
  const changed = [...hunk.querySelectorAll(".diff-line")].map((line) =>
    line.querySelector<HTMLElement>(".diff-code-delete, .diff-code-insert"),
  );
  return changed.filter((code, index): code is HTMLElement => code !== null && changed[index - 1] == null);
}

function filesIn(within: HTMLElement): readonly HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>("[data-path]")];
}

function fileAtPlace(within: HTMLElement): HTMLElement | undefined {
  const files = filesIn(within);
  const focused = files.find((file) => file.contains(document.activeElement));
  const topPx = within.getBoundingClientRect().top;
  return focused ?? files.findLast((file) => file.getBoundingClientRect().top <= topPx + 1);
}
