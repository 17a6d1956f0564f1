/** Which tickets a sentence means: by number, else by words of a title, or (both empty) the one last spoken of. */
export interface TicketRef {
  readonly ids: readonly string[];
  readonly words: string;
}

export type Intent =
  | Wish
  | { readonly kind: "approve"; readonly ref: TicketRef; readonly isLandWhenGreen: boolean }
  | { readonly kind: "assent" }
  | { readonly kind: "decline" }
  | { readonly kind: "next" }
  | { readonly kind: "status"; readonly about: string }
  | { readonly kind: "tell"; readonly worker: string; readonly text: string }
  | {
      readonly kind: "steer";
      readonly verb: "stop" | "pause" | "resume" | "interrupt" | "take over";
      readonly worker: string;
      readonly ref: TicketRef;
    }
  /** `text` null: a denial. */
  | { readonly kind: "answer-worker"; readonly worker: string; readonly text: string | null }
  | { readonly kind: "interrupt-with"; readonly worker: string; readonly text: string }
  | {
      readonly kind: "give-back";
      readonly worker: string;
      readonly ref: TicketRef;
      readonly isDone: boolean;
    }
  | { readonly kind: "retry"; readonly ref: TicketRef; readonly isFromWork: boolean }
  | { readonly kind: "adopt"; readonly name: string; readonly isWithUncommitted: boolean }
  | { readonly kind: "land"; readonly ref: TicketRef }
  | { readonly kind: "land-when-green"; readonly ref: TicketRef }
  | { readonly kind: "undo"; readonly ref: TicketRef }
  | { readonly kind: "send-back"; readonly ref: TicketRef; readonly text: string }
  | { readonly kind: "show"; readonly subject: string }
  | { readonly kind: "read"; readonly path: string }
  | { readonly kind: "search"; readonly pattern: string; readonly pathGlob: string }
  | { readonly kind: "log"; readonly limit: number }
  | { readonly kind: "list"; readonly glob: string }
  | { readonly kind: "small-talk" }
  | { readonly kind: "help" }
  | { readonly kind: "unknown"; readonly text: string };

export interface Wish {
  readonly kind: "wish";
  /** The message as it was written, fenced blocks included. */
  readonly text: string;
  /** "dark mode and user profiles" are two; the first is what is meant now. Never empty. */
  readonly parts: readonly [string, ...string[]];
  readonly isLandWhenGreen: boolean;
  /** The user asked for the agent's own Task tool. */
  readonly isViaTaskTool: boolean;
}

export function readRef(phrase: string): TicketRef {
  const ids = (phrase.match(/\bT-\d+\b/gi) ?? []).map((id) => id.toUpperCase());
  const words = phrase
    .replaceAll(/\bT-\d+\b/gi, " ")
    .replaceAll(REF_FILLERS, " ")
    .replaceAll(/[^\p{L}\p{N}._/-]+/gu, " ")
    .trim();
  return { ids: [...new Set(ids)], words };
}

/** "Start both", "merge them". */
export function isPlural(ref: TicketRef): boolean {
  return ref.ids.length === 0 && /^(?:both|all|them|everything|all of them)$/i.test(ref.words);
}

const REF_FILLERS =
  /\b(?:it|that|this|one|the|a|an|and|ticket|tickets|too|also|now|please|then|feature|features|as well|right away|working on|work on|worker for|worker on|in|into|to|main|master|of|landing|approval|start)\b/gi;
