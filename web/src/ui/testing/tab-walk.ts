// A walk over a page by Tab alone, as its reader without a mouse takes it.
import { userEvent } from "vitest/browser";

export interface Stop {
  readonly name: string;
  /** Why its reader would not see where the keys go; empty: it is seen. */
  readonly faults: readonly string[];
}

const STOPS_MAX = 80;

/** Every place that Tab stops at, from the start of the page to its end, in order. */
export async function tabWalk(): Promise<readonly Stop[]> {
  // What was clicked last is where Tab would go on from.
  const start = document.createElement("span");
  start.tabIndex = -1;
  document.body.prepend(start);
  start.focus();
  start.remove();
  const seen = new Set<Element>();
  const stops: Stop[] = [];
  while (stops.length < STOPS_MAX) {
    await userEvent.keyboard("{Tab}");
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body || seen.has(activeElement)) return stops;
    seen.add(activeElement);
    stops.push({ name: nameOf(activeElement), faults: faultsOf(activeElement) });
  }
  return stops;
}

function nameOf(element: Element): string {
  const label = element.getAttribute("aria-label") ?? labelOf(element) ?? element.textContent ?? "";
  return label.replaceAll(/\s+/g, " ").trim();
}

function labelOf(element: Element): string | undefined {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
    ? element.labels?.[0]?.textContent
    : undefined;
}

function faultsOf(element: Element): readonly string[] {
  const { top, left, bottom, right, width, height } = element.getBoundingClientRect();
  // A field shows the focus at its frame, by the colour of its border or of the box around it.
  const isField = element.matches("input, textarea, select");
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const isMarked = isField || (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0);
  const isInside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  return [
    ...(width > 0 && height > 0 ? [] : ["has no size"]),
    ...(isInside ? [] : ["is outside of the view"]),
    ...(isMarked ? [] : ["shows no focus"]),
  ];
}
