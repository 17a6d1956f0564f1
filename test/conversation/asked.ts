// What a request to the model asks: the last prompt, what was folded in behind it, and which calls were made since.
import { readScript, type Script, type ScriptedCall } from "./script.ts";

export interface WireMessage {
  readonly role: string;
  readonly content: string | readonly WireBlock[];
}

interface WireBlock {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly tool_use_id?: string;
  readonly content?: unknown;
  readonly is_error?: boolean;
}

export interface Prompt {
  readonly kind: "user" | "report";
  readonly n: number;
  readonly entries: readonly { readonly id: string; readonly isUser: boolean; readonly script: Script }[];
}

export interface Asked {
  readonly prompt: Prompt;
  /** Prompts that came while the turn ran. */
  readonly folded: readonly Prompt[];
  /** The host said something behind it that is no turn: go on. */
  readonly isNudged: boolean;
  /** Calls of the scripts that have no result yet, by key. */
  readonly pending: readonly {
    readonly key: string;
    readonly askedBy: string;
    readonly call: ScriptedCall;
  }[];
}

/** Tries of one call whose results were all cut off: a model that calls for ever would never end when its host is dead. */
const CALL_TRIES_MAX = 3;

/** Null when no turn of ours is in it. */
export function readAsked(messages: readonly WireMessage[]): Asked | null {
  const prompts: { readonly prompt: Prompt; readonly isFolded: boolean; readonly position: number }[] = [];
  for (const [position, message] of messages.entries()) {
    if (message.role === "assistant") continue;
    for (const text of textsOf(message)) {
      const prompt = readPrompt(text);
      const isFolded = message.role === "system" || text.startsWith("The user sent a new message while");
      if (prompt !== null) prompts.push({ prompt, isFolded, position });
    }
  }
  const last = prompts.findLastIndex((one) => !one.isFolded);
  const asked = prompts[last];
  if (asked === undefined) return null;
  const folded = prompts.slice(last + 1).map((one) => one.prompt);
  const since = messages.slice(asked.position);
  return {
    prompt: asked.prompt,
    folded,
    isNudged: since.some((message) => message.role === "user" && textsOf(message).some(isNudge)),
    pending: pendingCalls([asked.prompt, ...folded], since),
  };
}

export function idsOf(asked: Asked): string[] {
  return [asked.prompt, ...asked.folded].flatMap((prompt) => prompt.entries.map((entry) => entry.id));
}

export function scriptsOf(asked: Asked): Script[] {
  return [asked.prompt, ...asked.folded].flatMap((prompt) => prompt.entries.map((entry) => entry.script));
}

function readPrompt(text: string): Prompt | null {
  const [, kind, n] = /<turn kind="(user|report)" n="(\d+)">/.exec(text) ?? [];
  if (kind === undefined) return null;
  const entries = [...text.matchAll(/<(message|report) id="([^"]+)"[^>]*>\n(.*?)\n<\/\1>/gs)].map(
    ([, tag, id, body]) => ({ id: id ?? "", isUser: tag === "message", script: readScript(body ?? "") }),
  );
  return { kind: kind === "user" ? "user" : "report", n: Number(n), entries };
}

function pendingCalls(prompts: readonly Prompt[], since: readonly WireMessage[]): Asked["pending"] {
  const results = new Map<string, boolean>();
  const tries = new Map<string, string[]>();
  for (const { content } of since) {
    if (typeof content === "string") continue;
    for (const block of content) {
      if (block.type === "tool_use" && block.id !== undefined) {
        const key = keyOfCall(block.id);
        tries.set(key, [...(tries.get(key) ?? []), block.id]);
      }
      if (block.type === "tool_result" && block.tool_use_id !== undefined)
        results.set(block.tool_use_id, !isCutOff(block));
    }
  }
  return prompts
    .flatMap(({ entries }) =>
      entries.flatMap(({ id, script }) =>
        script.calls.map((call, index) => ({ key: `${id}__${index}`, askedBy: id, call })),
      ),
    )
    .filter(({ key }) => {
      const made = tries.get(key) ?? [];
      return made.length < CALL_TRIES_MAX && !made.some((call) => results.get(call) === true);
    });
}

let callCount = 0;

export function nameCall(key: string): string {
  callCount += 1;
  return `toolu_${key}__${callCount}`;
}

function keyOfCall(id: string): string {
  return id.slice("toolu_".length, id.lastIndexOf("__"));
}

/** What the binary writes as the result of a call that an interrupt or a crash cut off, or whose host is gone. */
const CUT_OFF =
  /^\[Tool call interrupted|^\[Request interrupted by user|^The user doesn't want to|Tool permission request failed|Stream closed/;

function isCutOff(block: WireBlock): boolean {
  return block.is_error === true && textsIn(block.content).some((text) => CUT_OFF.test(text));
}

/** A nudge in a report turn has the binary's mark of what no user typed before it. */
function isNudge(text: string): boolean {
  return text.includes("JARVIS was restarted");
}

function textsOf({ content }: WireMessage): string[] {
  return textsIn(content);
}

function textsIn(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: { readonly type?: string; readonly text?: string }) =>
    block.type === "text" && block.text !== undefined ? [block.text] : [],
  );
}
