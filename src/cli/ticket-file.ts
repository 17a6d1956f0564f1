// A ticket file as text, from a path or from standard input.
import type { Readable } from "node:stream";
import { readBoundedText } from "./bounded-text.ts";
import { Declined } from "./failures.ts";

/** As much as the daemon takes. */
const TICKET_CHARS_MAX = 200_000;

/** @throws UsageError when it cannot be read or is too long @throws Declined when nothing is in it */
export async function readTicketFile(from: string, stdin: Readable): Promise<string> {
  const what = "the ticket file";
  const text = await readBoundedText({ from, stdin, charsMax: TICKET_CHARS_MAX, what });
  if (text.trim() !== "") return text;
  throw new Declined(
    "empty",
    `Cannot take ${what} ${from}: it is empty. Begin it with "# Title", then say what is wanted.`,
  );
}
