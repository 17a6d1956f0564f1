// A file or standard input as text, read only as far as it may be long.
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { messageOf, UsageError } from "./failures.ts";

export interface TextSource {
  /** A path, or `-` for standard input. */
  readonly from: string;
  readonly stdin: Readable;
  readonly charsMax: number;
  /** `the ticket file`, for what is said when it cannot be taken. */
  readonly what: string;
}

/** UTF-8 takes at most so many bytes for one character of JavaScript. */
const CHAR_BYTES_MAX = 3;

/** @throws UsageError when it cannot be read or is too long */
export async function readBoundedText({ from, stdin, charsMax, what }: TextSource): Promise<string> {
  const name = from === "-" ? "standard input" : from;
  const text = await readUpTo(
    from === "-" ? stdin : createReadStream(from),
    charsMax * CHAR_BYTES_MAX + 1,
  ).catch((error: unknown) => {
    throw new UsageError(`Cannot read ${what} ${name}: ${messageOf(error)}`);
  });
  if (text.length > charsMax)
    throw new UsageError(
      `Cannot take ${what} ${name}: it is longer than ${charsMax} characters. Make it shorter, or put the rest into a file of the repository.`,
    );
  return text;
}

async function readUpTo(stream: Readable, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk as Buffer | string); // a stream of bytes, or of text when somebody set its encoding
    chunks.push(part);
    bytes += part.length;
    if (bytes >= bytesMax) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
