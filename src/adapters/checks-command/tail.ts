import { OUTPUT_BYTES_MAX } from "../../ports/checks.ts";
import { lastBytes, plainText } from "../../domain/plain-text.ts";

/** The end of an output. Holds at most twice what it may return: escape sequences take room and are stripped later. */
export interface Tail {
  add(chunk: Uint8Array): void;
  /** All bytes that came in. */
  bytes(): number;
  text(): string;
}

const RAW_BYTES_MAX = 2 * OUTPUT_BYTES_MAX;

export function createTail(): Tail {
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let totalBytes = 0;
  const compact = (): Uint8Array => {
    const whole = Buffer.concat(kept);
    const end = whole.subarray(Math.max(0, whole.length - RAW_BYTES_MAX));
    kept = [end];
    keptBytes = end.length;
    return end;
  };
  return {
    add: (chunk) => {
      kept.push(chunk);
      keptBytes += chunk.length;
      totalBytes += chunk.length;
      if (keptBytes > 2 * RAW_BYTES_MAX) compact();
    },
    bytes: () => totalBytes,
    text: () => {
      const plain = plainText(lastBytes(compact(), RAW_BYTES_MAX));
      return lastBytes(new TextEncoder().encode(plain), OUTPUT_BYTES_MAX);
    },
  };
}
