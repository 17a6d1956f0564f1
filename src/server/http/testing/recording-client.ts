// A client of a feed inside the test: keeps what it was sent, and folds it as the page does.
import { applyFrame, EMPTY_VIEW, type ServerSaid, type View } from "../../../wire/feed.ts";
import type { FeedClient } from "../feed.ts";

export interface RecordingClient extends FeedClient {
  readonly said: readonly ServerSaid[];
  readonly ids: readonly (string | null)[];
  /** The view that follows from all of it. @throws when a frame is missing */
  view(): View;
  ended(): { readonly code: number; readonly reason: string } | null;
  /** How many bytes it pretends not to have read; `whole`: all that it is sent from now on, too. */
  stall(waitingBytes: number | "whole"): void;
}

/** `known`: what it has from before it came back. */
export function createRecordingClient(known: View = EMPTY_VIEW): RecordingClient {
  const said: ServerSaid[] = [];
  const ids: (string | null)[] = [];
  let view = known;
  let end: { readonly code: number; readonly reason: string } | null = null;
  let waitingBytes = 0;
  let isReading = true;
  return {
    said,
    ids,
    view: () => view,
    ended: () => end,
    stall: (bytes) => {
      isReading = bytes !== "whole";
      waitingBytes = bytes === "whole" ? 0 : bytes;
    },
    send: (json, id) => {
      const one: ServerSaid = JSON.parse(json.toString());
      said.push(one);
      ids.push(id);
      if (!isReading) waitingBytes += json.length;
      const next = applyFrame(view, one);
      if (next === null) throw new RangeError(`a frame is missing before ${json.toString().slice(0, 200)}`);
      view = next;
    },
    waitingBytes: () => waitingBytes,
    end: (code, reason) => {
      end ??= { code, reason };
    },
  };
}
