// The lines of a file, one after another in the memory of one.
import { closeSync, openSync, readSync } from "node:fs";

export interface Line {
  /** From 1. */
  readonly n: number;
  /** Without its end. */
  readonly bytes: Buffer;
  /** False: the file ends without a line feed. */
  readonly isEnded: boolean;
}

const CHUNK_BYTES = 1 << 20;

/** A line that has more than `bytesMax` is given as far as it was read, and is the last. @throws the error of the file system */
export function* readLines(path: string, bytesMax: number): Generator<Line> {
  const fd = openSync(path, "r");
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    /** Parts of a line that goes over several chunks. */
    let parts: Buffer[] = [];
    let partBytes = 0;
    let n = 1;
    for (let count = readSync(fd, chunk); count > 0; count = readSync(fd, chunk)) {
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0 && end < count; end = chunk.indexOf(10, from)) {
        yield { n, bytes: Buffer.concat([...parts, chunk.subarray(from, end)]), isEnded: true };
        parts = [];
        partBytes = 0;
        n += 1;
        from = end + 1;
      }
      parts.push(Buffer.from(chunk.subarray(from, count)));
      partBytes += count - from;
      if (partBytes > bytesMax) break;
    }
    if (partBytes > 0) yield { n, bytes: Buffer.concat(parts), isEnded: false };
  } finally {
    closeSync(fd);
  }
}
