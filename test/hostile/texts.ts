// Every text that people, agents, commits, files and commands may be made to say, so that it does something by being shown.
import { FORGERIES } from "./texts/forgeries.ts";
import { LINKS } from "./texts/links.ts";
import { MARKUP } from "./texts/markup.ts";
import { NESTING } from "./texts/nesting.ts";
import { TERMINAL } from "./texts/terminal.ts";
import type { HostileText } from "./texts/text.ts";
import { UNICODE } from "./texts/unicode.ts";

/** In one order, the same in every run; each at most as long as a message may be. */
export const HOSTILE_TEXTS: readonly HostileText[] = [
  ...MARKUP,
  ...LINKS,
  ...TERMINAL,
  ...UNICODE,
  ...FORGERIES,
  ...NESTING,
];
