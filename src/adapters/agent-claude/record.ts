import { closeSync, constants, createReadStream, openSync, writeSync, type Dirent } from "node:fs";
import { open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import type { MessageTrace } from "../../ports/agent.ts";
import { boundedText } from "./events.ts";

// The agent's own record of a session: JSON lines, of which only prompts, folded prompts, answers and what ended
// a turn are read here. Everything else in it is opaque to us and may change with the binary.

export interface SessionRecord {
  /** Of all messages in it, as the agent knows them. */
  readonly wireUuids: readonly string[];
  trace(uuid: string): { readonly trace: MessageTrace; readonly text: string };
}

interface Fate {
  kind: "held" | "answered" | "ended";
  text: string;
}

/** Null when the agent has written nothing of this session. */
export async function readRecord(configDir: string, session: string): Promise<SessionRecord | null> {
  const path = await findRecord(configDir, session);
  if (path === null) return null;
  const fold = createFold();
  for await (const line of linesOf(path)) if (MAY_MATTER.test(line)) fold.add(line);
  return fold.fates.size === 0 ? null : toRecord(fold.fates, await readResends(configDir));
}

/** Puts aside what the agent has written of this session; nothing is deleted. */
export async function setRecordAside(configDir: string, session: string): Promise<void> {
  const path = await findRecord(configDir, session);
  if (path !== null) await rename(path, `${path}.without-message`);
}

/** Both files stand where the agent can write: a link in their place is not followed. */
const UNLINKED = constants.O_NOFOLLOW;

async function* linesOf(path: string): AsyncIterable<string> {
  const file = await open(path, constants.O_RDONLY | UNLINKED);
  yield* createInterface({ input: createReadStream(path, { fd: file }), crlfDelay: Infinity });
}

/** Notes, before it is sent, under which uuid a message travels when that is not its own. */
export function noteResend(configDir: string, wireUuid: string, uuid: string): void {
  const flag = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | UNLINKED;
  const file = openSync(resendsPath(configDir), flag, 0o600);
  writeSync(file, `${JSON.stringify({ wireUuid, uuid })}\n`);
  closeSync(file);
}

const resend = z.object({ wireUuid: z.string(), uuid: z.string() });

async function readResends(configDir: string): Promise<ReadonlyMap<string, string>> {
  const uuids = new Map<string, string>();
  const isThere = (await entries(configDir)).some((one) => one.isFile() && one.name === RESENDS);
  if (!isThere) return uuids;
  for await (const line of linesOf(resendsPath(configDir))) {
    const found = parseLine(resend, line);
    if (found) uuids.set(found.wireUuid, found.uuid);
  }
  return uuids;
}

const RESENDS = "jarvis-resends.jsonl";

function resendsPath(configDir: string): string {
  return join(configDir, RESENDS);
}

async function findRecord(configDir: string, session: string): Promise<string | null> {
  const projects = join(configDir, "projects");
  for (const folder of await entries(projects)) {
    if (!folder.isDirectory()) continue;
    const files = await entries(join(projects, folder.name));
    if (files.some((file) => file.isFile() && file.name === `${session}.jsonl`)) {
      return join(projects, folder.name, `${session}.jsonl`);
    }
  }
  return null;
}

async function entries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    // Not made yet: the session was never begun.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Most of a record are requests that are of no concern here; they are not even parsed. */
const MAY_MATTER = /"type":"(?:user|assistant|queued_command|max_turns_reached)"/;

const block = z.looseObject({ type: z.string(), text: z.string().optional() });
const entry = z.looseObject({
  type: z.string(),
  uuid: z.string().optional(),
  isSidechain: z.boolean().optional(),
  /** On what the binary writes in the model's place when no answer could be had. */
  error: z.string().optional(),
  isMeta: z.boolean().optional(),
  isCompactSummary: z.boolean().optional(),
  /** On prompts only, where they came from. */
  promptSource: z.string().optional(),
  attachment: z.looseObject({ type: z.string(), source_uuid: z.string().optional() }).optional(),
  message: z
    .looseObject({
      id: z.string().optional(),
      model: z.string().optional(),
      stop_reason: z.string().nullish(),
      content: z.union([z.string(), z.array(block)]).optional(),
    })
    .optional(),
});
type Entry = z.infer<typeof entry>;

interface Fold {
  /** By wire uuid, in the order of their prompts. */
  readonly fates: ReadonlyMap<string, Fate>;
  add(line: string): void;
}

function createFold(): Fold {
  const fates = new Map<string, Fate>();
  /** The prompts of the turn that the lines belong to. */
  let turn: Fate[] = [];
  let answerId: string | undefined;
  const begin = (uuid: string | undefined): void => {
    if (uuid === undefined) return;
    const fate: Fate = { kind: "held", text: "" };
    fates.set(uuid, fate);
    turn.push(fate);
  };
  const endTurn = (kind: "answered" | "ended", text: string): void => {
    for (const fate of turn) if (fate.kind === "held") Object.assign(fate, { kind, text });
  };

  return {
    fates,
    add: (line) => {
      const found = parseLine(entry, line);
      if (!found || found.isSidechain) return;
      switch (kindOf(found)) {
        case "prompt":
          // What a crash left unanswered stays so: the next answer is given to it as well.
          turn = turn.filter((fate) => fate.kind === "held");
          begin(found.uuid);
          break;
        case "folded":
          begin(found.attachment?.source_uuid);
          break;
        case "answer":
          // A thought alone is none: a crash kept its text from the record, or the agent is told to speak up.
          if (textOf(found) === "") break;
          // The blocks of one answer stand in lines of their own: the last text is the answer's.
          if (answerId !== undefined && found.message?.id === answerId) {
            for (const fate of turn) fate.text = textOf(found) || fate.text;
          }
          answerId = found.message?.id;
          endTurn("answered", textOf(found));
          break;
        case "end":
          endTurn("ended", "");
          break;
        case "other":
          break;
      }
    },
  };
}

type EntryKind = "prompt" | "folded" | "answer" | "end" | "other";

function kindOf(found: Entry): EntryKind {
  if (found.attachment?.type === "queued_command") return "folded";
  if (found.attachment?.type === "max_turns_reached") return "end";
  if (found.type === "assistant") return kindOfAnswer(found);
  if (found.type !== "user") return "other";
  if (found.promptSource !== undefined) return "prompt";
  // What is none of these is the note that the turn was interrupted.
  return found.isMeta || found.isCompactSummary || hasToolResult(found) ? "other" : "end";
}

function kindOfAnswer({ error, message }: Entry): EntryKind {
  if (error !== undefined) return "end";
  // What else no model wrote only fills the gap that a crash left, when the session is resumed.
  if (message?.model === "<synthetic>") return "other";
  return message?.stop_reason === "end_turn" || message?.stop_reason === "stop_sequence" ? "answer" : "other";
}

function hasToolResult(found: Entry): boolean {
  const content = found.message?.content;
  return Array.isArray(content) && content.some((part) => part.type === "tool_result");
}

function textOf(found: Entry): string {
  const content = found.message?.content;
  if (content === undefined) return "";
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
}

/** A line that was cut off by a crash, or of a form we do not know, says nothing. */
function parseLine<Form>(form: z.ZodType<Form>, line: string): Form | null {
  try {
    return form.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function toRecord(fates: ReadonlyMap<string, Fate>, resends: ReadonlyMap<string, string>): SessionRecord {
  const ownUuid = (wireUuid: string): string => resends.get(wireUuid) ?? wireUuid;
  return {
    wireUuids: [...fates.keys()],
    trace: (uuid) => {
      const last = [...fates].findLast(([wireUuid]) => ownUuid(wireUuid) === uuid)?.[1];
      if (!last || last.kind === "ended") return { trace: "absent", text: "" };
      return { trace: last.kind, text: boundedText(last.text) };
    },
  };
}
