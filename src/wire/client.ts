// What a client of JARVIS sees and may say, whatever lies between: the terminal today, the page and the command line over HTTP.
import type { BoardRow } from "../domain/status.ts";

export interface Banner {
  readonly project: string;
  readonly root: string;
  readonly target: string;
  readonly targetTip: string;
  /** The user's files that workers do not start from. */
  readonly uncommittedCount: number;
  readonly detachedAt: string | null;
  readonly mode: "playbook" | "claude";
  readonly model: string;
  readonly sandboxLevel: number;
  readonly sandboxReason: string;
  /** What to say first; null when the user knows. */
  readonly hint: string | null;
}

/** Something that can be approved by its number. */
export interface Choice {
  readonly n: number;
  readonly label: string;
}

/** What appears in the conversation, in order. Text is for people and carries no control characters. */
export type Item =
  | { readonly kind: "user"; readonly text: string }
  | { readonly kind: "answer"; readonly n: number; readonly turn: "user" | "report"; readonly text: string }
  | {
      readonly kind: "card";
      readonly title: string;
      readonly lines: readonly string[];
      readonly choices: readonly Choice[];
    }
  /** One step of an agent, as `[TICKET-WORKER-1] → Read src/App.tsx`. */
  | { readonly kind: "step"; readonly label: string; readonly text: string }
  | { readonly kind: "notice"; readonly level: "info" | "warning" | "error"; readonly text: string };

/** Text of an answer as it is written; droppable, the `answer` item has it all. */
export interface Delta {
  readonly text: string;
}

export type Said =
  | { readonly kind: "accepted"; readonly text: string }
  | { readonly kind: "refused"; readonly text: string };

export interface Client {
  readonly banner: Banner;
  /** Resolves when the message is on record, not when it is answered; `text` is then its id. */
  say(text: string): Promise<Said>;
  /** Takes a numbered choice of a card: the user's click. */
  choose(n: number): Promise<Said>;
  /** Drafts a ticket from a ticket file; `text` is its id. */
  add(markdown: string): Promise<Said>;
  board(): readonly BoardRow[];
  /** Cards that wait for the user's word now: drafts and reviewed work. For whoever was not there when they came. */
  pending(): readonly Item[];
  show(subject: string): string | null;
  stop(subject: string): Promise<Said>;
  land(ticket: string): Promise<Said>;
  undo(ticket: string): Promise<Said>;
  send(worker: string, text: string): Promise<Said>;
  tryAgain(worker: string): Promise<Said>;
  /** What the orchestrator does at this moment. */
  orchestrator(): string;
  onItem(listener: (item: Item) => void): () => void;
  onDelta(listener: (delta: Delta) => void): () => void;
}

export type { BoardRow };
