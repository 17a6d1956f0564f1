import type { Readable } from "node:stream";

export interface Collected {
  readonly isCut: boolean;
  readonly ended: Promise<void>;
  /** At most the bound that was given, from the beginning. */
  bytes(): Buffer;
}

/** Reads a stream to its end and keeps its first `bytesMax` bytes. `onExceeded` is called once, when there are more. */
export function collectOutput(stream: Readable, bytesMax: number, onExceeded?: () => void): Collected {
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  let isCut = false;
  stream.on("data", (chunk: Buffer) => {
    const room = bytesMax - keptBytes;
    if (room > 0) chunks.push(chunk.subarray(0, room));
    keptBytes += Math.min(room, chunk.length);
    if (chunk.length <= room || isCut) return;
    isCut = true;
    onExceeded?.();
  });
  const ended = new Promise<void>((resolve) => {
    stream.once("close", resolve);
    stream.once("end", resolve);
    // The process's end is told by its exit; a broken pipe beside it adds nothing.
    stream.once("error", () => resolve());
  });
  return {
    get isCut() {
      return isCut;
    },
    ended,
    bytes: () => Buffer.concat(chunks),
  };
}
