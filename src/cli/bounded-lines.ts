// What comes through a pipe, with each line cut to what a message may be: a line without an end must not fill the memory.
import { Transform } from "node:stream";

/** More than the longest message: a longer line is refused as what it is, too long. */
const LINE_BYTES_MAX = 1_000_000;
const LINE_FEED = 0x0a;

export function boundedLines(input: NodeJS.ReadableStream): Transform {
  let lineBytes = 0;
  const bound = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const kept: Buffer[] = [];
      for (let from = 0; from < chunk.length;) {
        const end = chunk.indexOf(LINE_FEED, from);
        const to = end < 0 ? chunk.length : end;
        const roomBytes = Math.max(0, LINE_BYTES_MAX - lineBytes);
        kept.push(chunk.subarray(from, Math.min(to, from + roomBytes)));
        lineBytes += to - from;
        if (end >= 0) {
          kept.push(chunk.subarray(end, end + 1));
          lineBytes = 0;
        }
        from = to + 1;
      }
      done(null, Buffer.concat(kept));
    },
  });
  return input.pipe(bound);
}
