// Text from elsewhere made fit for a terminal: nothing in it moves the cursor, and none of it is longer than a screen can bear.

/** One line of output for people; `--json` has the whole. */
const LINE_CHARS_MAX = 2_000;
/** One piece of output for people: somewhat more than the largest diff that the daemon gives. */
const TEXT_CHARS_MAX = 2_500_000;

/** Control characters but line breaks and tabs, and what separates lines or turns the direction of writing unseen. */
const MOVES = /(?![\n\t])\p{Cc}|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/gu;

/** What is left of text when nothing in it may move the cursor, ring, recolour or turn around: line breaks and tabs stay. */
export function plain(text: string): string {
  return text.replace(MOVES, "");
}

/** Plain, each line and the whole cut; what is missing is said. The cut comes first, so that any length is quickly done with. */
export function fitted(text: string): string {
  const whole =
    text.length <= TEXT_CHARS_MAX
      ? text
      : `${text.slice(0, TEXT_CHARS_MAX)}\n… (${text.length - TEXT_CHARS_MAX} more characters)`;
  return plain(
    whole
      .split("\n")
      .map((line) => cutTo(LINE_CHARS_MAX, line))
      .join("\n"),
  );
}

/** The first `charsMax` characters, with what is missing. */
export function cutTo(charsMax: number, text: string): string {
  return text.length <= charsMax
    ? text
    : `${text.slice(0, charsMax).toWellFormed()}… (${text.length - charsMax} more characters)`;
}

/** JSON on one line that says everything and moves nothing: what a terminal would act on stands as an escape. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    MOVES,
    (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** How long ago, as people say it. */
export function elapsed(since: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - since) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min`
    : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** The time of day by the reader's clock, `03:10`; with the day when it is another one. */
export function clockTime(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)];
  const time = `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
  if (date.toDateString() === today.toDateString()) return time;
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")} ${time}`;
}
