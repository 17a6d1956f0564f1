// A card as a terminal draws it.
import type { CardText } from "../../wire/card-text.ts";

/** Drawn as a box that is open to the right. */
export function boxed({ title, lines }: CardText, choices: readonly string[] = []): string {
  return [`┌ ${title}`, ...[...lines, ...choices].map((line) => `│ ${line}`), "└"].join("\n");
}
