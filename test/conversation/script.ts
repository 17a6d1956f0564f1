// What the scripted model does about one message: it stands in the message's own text, so that the model needs no memory, like a real one.

/** One call of a tool; the tool waits `leadMs` before its effect and `holdMs` between its effect and its answer. */
export interface ScriptedCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly leadMs: number;
  readonly holdMs: number;
}

export interface Script {
  /** Before the first byte of each response. */
  readonly delayMs: number;
  /** Before that of the turn's first one, besides. */
  readonly firstDelayMs: number;
  /** Of the final text; 1: all at once, no streaming. */
  readonly chunkCount: number;
  readonly chunkMs: number;
  readonly isThinking: boolean;
  /** Ends its turn without a word, until it is told to go on. */
  readonly isSilent: boolean;
  readonly calls: readonly ScriptedCall[];
  /** All calls in one response, instead of one after another. */
  readonly isTogether: boolean;
}

export const PLAIN_SCRIPT: Script = {
  delayMs: 0,
  firstDelayMs: 0,
  chunkCount: 1,
  chunkMs: 0,
  isThinking: false,
  isSilent: false,
  calls: [],
  isTogether: false,
};

export function scriptText(script: Script): string {
  return `⟦${JSON.stringify(script)}⟧`;
}

/** The script that stands in a text; without one, the plain answer. */
export function readScript(text: string): Script {
  const found = /⟦(.*?)⟧/s.exec(text)?.[1];
  return found === undefined ? PLAIN_SCRIPT : (JSON.parse(found) as Script); // written by scriptText
}
