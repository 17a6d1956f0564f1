// Text of any length, in pieces: at each break of a line the browser looks for ligatures through the whole piece, and one of 60 000 signs
// without a blank would keep the page from answering for seconds.
import { clsx } from "clsx";

/** Short enough for the browser, and so long that few words are divided between two. */
const PIECE_CHARS_MAX = 1_000;

/** Up to a blank where there is one; no character is divided. */
const PIECES = new RegExp(`[^]{0,${PIECE_CHARS_MAX - 1}}\\s|[^]{1,${PIECE_CHARS_MAX}}`, "gu");

export function LongText({ text }: { readonly text: string }) {
  if (text.length <= PIECE_CHARS_MAX) return text;
  return piecesOf(text).map(({ at, piece }) => (
    <span key={at} className={clsx("[text-rendering:optimizespeed]", !/\s/.test(piece) && "break-all")}>
      {piece}
    </span>
  ));
}

interface Piece {
  readonly at: number;
  readonly piece: string;
}

/** Exported for its test: all of the text, in order. */
export function piecesOf(text: string): readonly Piece[] {
  return [...text.matchAll(PIECES)].map(({ index, 0: piece }) => ({ at: index, piece }));
}
