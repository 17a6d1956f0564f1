// What a hostile text is, and how a list of them is made.

export interface HostileText {
  /** Says what it tries; no other text has it. */
  readonly name: string;
  readonly text: string;
}

/** Every page of these tests has a function of this name: whoever calls it ran as a script. */
export const CANARY = "canary()";

/** Nobody has this name: what asks for it is seen and comes to nothing. */
export const ELSEWHERE = "evil.example";

/** Named by their kind and their number in it. */
export function numbered(kind: string, texts: readonly string[]): readonly HostileText[] {
  return texts.map((text, index) => ({ name: `${kind} ${index + 1}`, text }));
}
