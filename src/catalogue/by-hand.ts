// What the user makes by hand becomes a command: a worktree that they give back, work of theirs that is adopted.
import type { Command } from "../domain/commands.ts";
import type { BranchName, CommitSha, ConversationId, RunId } from "../domain/ids.ts";
import { plainText } from "../domain/plain-text.ts";
import { named } from "../domain/run/texts.ts";
import type { HandWork, Run } from "../domain/run/state.ts";
import { cut } from "../domain/shared.ts";
import {
  DESCRIPTION_CHARS_MAX,
  LIST_ITEM_CHARS_MAX,
  LIST_ITEMS_MAX,
  TITLE_CHARS_MAX,
  type AdoptedWork,
} from "../domain/ticket/state.ts";
import { SpecInput } from "../wire/spec.ts";
import { hashOf, makeSpec } from "./spec.ts";

/** Work that was found where the user said; nothing of it was changed. */
export interface FoundWork {
  readonly branch: string;
  readonly worktree: string | null;
  readonly base: CommitSha;
  readonly head: CommitSha;
  readonly commitCount: number;
  /** Newest first. */
  readonly commits: readonly { readonly subject: string; readonly body: string }[];
  readonly uncommitted: readonly string[];
}

export interface FindWork {
  readonly name: string;
  readonly isWithUncommitted: boolean;
}

/** Reads what the user made; injected. Whatever cannot be read is thrown as a failure with `code` and `retry`. */
export interface HandsAccess {
  /** What is in the worktree of a run that was taken over, since then. */
  readHandWork(run: RunId): Promise<HandWork>;
  findWork(request: FindWork): Promise<FoundWork>;
}

export type Wished =
  | { readonly kind: "command"; readonly command: Command; readonly told: string }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export async function wishToGiveBack(
  hands: HandsAccess,
  run: Run,
  asked: { readonly isDone: boolean; readonly text: string | null },
): Promise<Wished> {
  // What is not taken over has nothing to be read; the domain says so.
  const isYours = run.stage.name === "taken-over" && run.stage.head !== null;
  return await expecting(async () => {
    const work = isYours ? await hands.readHandWork(run.id) : NO_WORK;
    return { kind: "command", command: { type: "run.give-back", run: run.id, ...asked, work }, told: "" };
  });
}

const NO_WORK: HandWork = { commits: [], isCut: false, uncommitted: [] };

export interface AdoptWish extends FindWork {
  readonly conversation: ConversationId;
  /** What the first worker shall do with it; null: it is checked and reviewed as it is. */
  readonly message: string | null;
  readDefaults(): Promise<{ readonly target: BranchName; readonly checks: readonly string[] }>;
}

export async function wishToAdopt(hands: HandsAccess, wish: AdoptWish): Promise<Wished> {
  return await expecting(async () => {
    const { name, isWithUncommitted } = wish;
    const found = await hands.findWork({ name, isWithUncommitted });
    const work: AdoptedWork = {
      branch: found.branch,
      base: found.base,
      head: found.head,
      subjects: found.commits
        .slice(0, LIST_ITEMS_MAX)
        .map(({ subject }) => cut(subject, LIST_ITEM_CHARS_MAX)),
      message: wish.message,
    };
    const input = SpecInput.parse({ title: titleOf(found), description: descriptionOf(found) });
    const spec = { ...makeSpec(input, await wish.readDefaults(), []), work };
    return {
      kind: "command",
      command: { type: "ticket.adopt", conversation: wish.conversation, spec, hash: hashOf(spec) },
      told: toldOf(found, isWithUncommitted),
    };
  });
}

function titleOf({ commits, branch }: FoundWork): string {
  const title = plainText(commits[0]?.subject ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return cut(title === "" ? branch : title, TITLE_CHARS_MAX);
}

function descriptionOf({ branch, base, commits, commitCount }: FoundWork): string {
  const told = commits.map(({ subject, body }) => `### ${subject}${body === "" ? "" : `\n\n${body}`}`);
  const more = commitCount > commits.length ? [`And ${commitCount - commits.length} older commits.`] : [];
  const text = [
    `Adopted from \`${branch}\`: ${countOf(commitCount, "commit")} on top of ${base.slice(0, 7)}.`,
    ...told,
    ...more,
  ].join("\n\n");
  return cut(plainText(text), DESCRIPTION_CHARS_MAX);
}

function toldOf({ branch, base, commitCount, uncommitted, worktree }: FoundWork, isCopied: boolean): string {
  const taken = `${countOf(commitCount, "commit")} of ${branch}, from ${base.slice(0, 7)}`;
  if (uncommitted.length === 0 || worktree === null) return `${taken}.`;
  const files = `${countOf(uncommitted.length, "uncommitted file")} of ${worktree}`;
  return isCopied
    ? `${taken}; the last is a copy of ${files} (${named(uncommitted)}), which stay as they are.`
    : `${taken}. Not in it: ${files} (${named(uncommitted)}).`;
}

function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** A failure of the world is an expected no: it says what was found and what to do. */
async function expecting(work: () => Promise<Wished>): Promise<Wished> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && "code" in error && "retry" in error)
      return { kind: "refused", code: String(error.code), message: error.message };
    throw error;
  }
}
