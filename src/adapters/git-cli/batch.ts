import type { SupervisedProcess } from "../../ports/processes.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import type { BoundGit } from "./git.ts";

const ARGV = ["cat-file", "--batch-command"] as const;

/** So that nothing runs while nothing happens. */
const IDLE_MS = 10_000;
/** One answer takes 0.2 ms; a process that has not answered for this long is stopped. */
const ANSWER_MS_MAX = 30_000;
/** Questions that may wait for their answer at once. */
const PENDING_MAX = 10_000;

export interface ObjectHeader {
  readonly oid: string;
  readonly type: string;
  readonly bytes: number;
}

export interface ObjectContent extends ObjectHeader {
  readonly content: Buffer;
}

/** Objects by name (`<oid>`, `refs/heads/x^{commit}`, `<commit>:<path>`), from one process for many questions. */
export interface ObjectReader {
  /** Null when there is no such object. @throws RepositoryFailed */
  readHeader(name: string): Promise<ObjectHeader | null>;
  /** The whole object; ask for its header first when it may be large. @throws RepositoryFailed */
  readContent(name: string): Promise<ObjectContent | null>;
  close(): Promise<void>;
}

interface Question {
  readonly kind: "info" | "contents";
  readonly answer: (found: ObjectContent | null) => void;
  readonly fail: (failure: RepositoryFailed) => void;
}

/** The process starts with the first question and ends after ten idle seconds, or with `close`. */
export function createObjectReader(hub: BoundGit): ObjectReader {
  let current: Promise<Conversation> | null = null;
  let isClosed = false;

  const open = (): Promise<Conversation> => {
    if (current) return current;
    const opening = converse(hub, () => {
      if (current === opening) current = null;
    });
    current = opening;
    return opening;
  };

  const ask = async (kind: Question["kind"], name: string): Promise<ObjectContent | null> => {
    if (name.includes("\n"))
      throw new RepositoryFailed([...ARGV], null, "a name with a line break cannot be asked for");
    if (isClosed) throw new RepositoryFailed([...ARGV], null, "this repository was closed");
    const opening = open();
    try {
      return await (await opening).ask(kind, name);
    } catch (error) {
      if (current === opening && !(error instanceof RepositoryFailed)) current = null;
      throw error;
    }
  };

  return {
    readHeader: (name) => ask("info", name),
    readContent: (name) => ask("contents", name),
    close: async () => {
      isClosed = true;
      await (await current)?.end();
    },
  };
}

interface Conversation {
  ask(kind: Question["kind"], name: string): Promise<ObjectContent | null>;
  end(): Promise<void>;
}

async function converse(hub: BoundGit, onEnd: () => void): Promise<Conversation> {
  const child = await hub.start([...ARGV], { access: "reads" });
  const pending: Question[] = [];
  const timer = createTimer();
  const failAll = (why: string): void => {
    for (const question of pending.splice(0)) question.fail(new RepositoryFailed([...ARGV], null, why));
  };
  const end = async (): Promise<void> => {
    timer.clear();
    onEnd();
    child.stdin?.end();
    await child.exited;
  };
  const wait = (): void => {
    if (pending.length === 0) timer.set(IDLE_MS, () => void end());
    else timer.set(ANSWER_MS_MAX, () => void giveUp(child, failAll));
  };
  parseAnswers(child, pending, wait);
  child.stderr.resume();
  void child.exited.then(() => {
    timer.clear();
    onEnd();
    failAll("the process ended before it answered");
  });
  wait();
  return {
    ask: (kind, name) =>
      new Promise((answer, fail) => {
        if (pending.length >= PENDING_MAX) {
          fail(new RepositoryFailed([...ARGV], null, `${PENDING_MAX} questions are waiting already`));
          return;
        }
        pending.push({ kind, answer, fail });
        child.stdin?.write(`${kind} ${name}\n`);
        if (pending.length === 1) wait();
      }),
    end,
  };
}

async function giveUp(child: SupervisedProcess, failAll: (why: string) => void): Promise<void> {
  failAll(`no answer within ${ANSWER_MS_MAX} ms`);
  await child.stop();
}

const HEADER = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/;

function parseAnswers(child: SupervisedProcess, pending: Question[], onAnswer: () => void): void {
  let buffered: Buffer = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    for (;;) {
      const [question] = pending;
      const end = buffered.indexOf(10);
      if (!question || end < 0) return;
      const header = HEADER.exec(buffered.toString("utf8", 0, end));
      const contentBytes = header && question.kind === "contents" ? Number(header[3]) : null;
      const next = end + 1 + (contentBytes === null ? 0 : contentBytes + 1);
      if (buffered.length < next) return;
      // Copied, so that a small answer does not keep a large chunk alive.
      const content = Buffer.from(buffered.subarray(end + 1, end + 1 + (contentBytes ?? 0)));
      buffered = buffered.subarray(next);
      pending.shift();
      onAnswer();
      question.answer(
        header ? { oid: header[1] ?? "", type: header[2] ?? "", bytes: Number(header[3]), content } : null,
      );
    }
  });
}

function createTimer(): { set(delayMs: number, then: () => void): void; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => clearTimeout(timer);
  return {
    set: (delayMs, then) => {
      clear();
      timer = setTimeout(then, delayMs);
    },
    clear,
  };
}
