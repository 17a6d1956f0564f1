// The last frames of a feed, as bytes: what a client that comes back has missed.

export interface Frame {
  readonly seq: number;
  readonly rowCount: number;
  /** The whole message, made once and given to every client. */
  readonly json: Buffer;
}

export interface FrameRing {
  /** The next frame; the oldest go until the bounds hold again. */
  add(frame: Frame): void;
  /** Every frame after `seq`, in order; null: the first of them is gone, or never was. */
  after(seq: number): readonly Frame[] | null;
  clear(): void;
}

/** `rowsMax`: row upserts in all frames together; a frame without rows counts as one. `bytesMax`: of their messages. */
export function createFrameRing(bounds: { readonly rowsMax: number; readonly bytesMax: number }): FrameRing {
  let frames: Frame[] = [];
  let rowCount = 0;
  let byteCount = 0;
  const weigh = (frame: Frame, sign: 1 | -1) => {
    rowCount += sign * Math.max(1, frame.rowCount);
    byteCount += sign * frame.json.length;
  };
  return {
    add: (frame) => {
      frames.push(frame);
      weigh(frame, 1);
      while (rowCount > bounds.rowsMax || byteCount > bounds.bytesMax) {
        const oldest = frames.shift();
        if (oldest === undefined) return;
        weigh(oldest, -1);
      }
    },
    after: (seq) => {
      const first = frames[0];
      return first === undefined || seq < first.seq - 1 ? null : frames.slice(seq - first.seq + 1);
    },
    clear: () => {
      frames = [];
      rowCount = 0;
      byteCount = 0;
    },
  };
}
