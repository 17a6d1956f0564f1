// What a process or an agent prints is data from outside: it becomes plain, bounded text where it enters.

const ESC = String.fromCharCode(0x1b);
const CSI = String.fromCharCode(0x9b);
const BEL = String.fromCharCode(0x07);

const NOT_PLAIN = new RegExp(
  [
    `${ESC}[\\]PX^_][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`, // title, link and their like, with their text
    `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`, // colour, cursor
    `${ESC}[ -/]*[0-~]`, // character set and the like
    "(?![\\n\\t])\\p{Cc}",
    "[\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f\\u061c]", // invisible; they turn the direction of writing
  ].join("|"),
  "gu",
);

/** Without escape sequences and control characters; line ends are `\n`, also the returns of a progress bar. */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(NOT_PLAIN, "").toWellFormed();
}

/** The same value, every text in it plain, also the names of its fields. */
export function plainTexts<Value>(value: Value): Value {
  if (typeof value === "string") return plainText(value) as Value; // a string for a string
  if (Array.isArray(value)) return value.map((one: unknown) => plainTexts(one)) as Value; // the same list, each one plain
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, one]: [string, unknown]) => [
    plainText(name),
    plainTexts(one),
  ]);
  return Object.fromEntries(fields) as Value; // the same fields
}

/** At most `bytesMax` bytes of UTF-8: the beginning and the end, and between them a line that says what is missing. */
export function cutMiddle(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax) return text;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= bytesMax) return text;
  const partBytes = Math.floor((bytesMax - NOTE_BYTES) / 2);
  const note = `\n… ${bytes.length - 2 * partBytes} bytes cut …\n`;
  return decode(bytes.subarray(0, partBytes)) + note + decode(bytes.subarray(bytes.length - partBytes));
}

/** Room for the line between: its words and a number of 16 digits. */
const NOTE_BYTES = 40;

/** The last `bytesMax` bytes as text, without the rest of a character that was cut. */
export function lastBytes(bytes: Uint8Array, bytesMax: number): string {
  return decode(bytes.subarray(Math.max(0, bytes.length - bytesMax)));
}

function decode(bytes: Uint8Array): string {
  const isContinuation = (at: number): boolean => ((bytes[at] ?? 0) & 0xc0) === 0x80;
  let from = 0;
  while (from < Math.min(4, bytes.length) && isContinuation(from)) from++;
  let to = bytes.length;
  // The last character is whole when a decoder finds it so: step back over at most three bytes of a broken one.
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const at = bytes.length - back;
    if (isContinuation(at)) continue;
    if (characterBytes(bytes[at] ?? 0) > back) to = at;
    break;
  }
  return new TextDecoder().decode(bytes.subarray(from, to));
}

function characterBytes(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
