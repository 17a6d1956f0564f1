// An exported journal, line after line, each looked at before it is given: nothing in it is trusted.
import { createHash } from "node:crypto";
import type { z } from "zod";
import { canonicalJson } from "../../domain/canonical.ts";
import { ImportRefused } from "../failures.ts";
import { Trailer } from "./export-lines.ts";
import { readLines, type Line } from "./read-lines.ts";

/** Longer than any event: its texts have at most some million characters. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;

export interface Export {
  /** The next line. `expected` says what it should be. @throws ImportRefused */
  take<Schema extends z.ZodType>(
    schema: Schema,
    expected: string,
  ): { readonly value: z.infer<Schema>; readonly line: number };
  /** The digest, and then nothing. @throws ImportRefused */
  end(): void;
  /** Why this line is refused; `found` is a sentence without its full stop. */
  refusal(line: number, found: string): ImportRefused;
  close(): void;
}

/** @throws the error of the file system, with the first line that is taken */
export function openExport(path: string): Export {
  const lines = readLines(path, LINE_BYTES_MAX);
  const hash = createHash("sha256");
  let lineCount = 0;

  const refusal = (line: number, found: string): ImportRefused => new ImportRefused(path, line, found);

  function nextLine(expected: string): Line {
    const next = lines.next();
    lineCount += 1;
    if (next.done === true)
      throw refusal(lineCount, `the file ends where ${expected} should be: it was cut off`);
    const line = next.value;
    if (line.bytes.length > LINE_BYTES_MAX)
      throw refusal(lineCount, `it has more than ${LINE_BYTES_MAX} bytes, more than any line of an export`);
    if (!line.isEnded) throw refusal(lineCount, "it has no end: the file was cut off");
    return line;
  }

  function parse<Schema extends z.ZodType>(line: Line, schema: Schema, expected: string): z.infer<Schema> {
    const text = textOf(line);
    const parsed = schema.safeParse(valueOf(text));
    if (!parsed.success) throw refusal(line.n, `it is not ${expected}`);
    // One form only: what is written in another way was not written by an export.
    if (canonicalJson(parsed.data) !== text)
      throw refusal(line.n, "it is not written as an export writes it");
    return parsed.data;
  }

  function textOf({ n, bytes }: Line): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw new ImportRefused(path, n, "it is no text in UTF-8", { cause: error });
    }
  }

  return {
    refusal,
    take: (schema, expected) => {
      const line = nextLine(expected);
      const value = parse(line, schema, expected);
      hash.update(line.bytes).update("\n");
      return { value, line: line.n };
    },
    end: () => {
      const line = nextLine("its digest");
      const { sha256 } = parse(line, Trailer, "the digest of all lines before it");
      const found = hash.digest("hex");
      if (sha256 !== found)
        throw refusal(line.n, `it says ${sha256}, and the lines before it have ${found}: one was changed`);
      if (lines.next().done !== true) throw refusal(line.n + 1, "the file goes on after its digest");
    },
    close: () => void lines.return(undefined),
  };
}

/** Undefined for what is no JSON: no schema takes it. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema says what was expected in its place.
    return undefined;
  }
}
