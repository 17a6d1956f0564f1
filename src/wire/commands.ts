// Everything that a user can have done, once: page, command line and HTTP are made from this table.
import { z } from "zod";
import { RaiseAmounts } from "./raise.ts";
import { ProposalInput, SpecPatch } from "./spec.ts";

const Ticket = z.string().min(1).max(40).describe("T-3");
const Proposal = z.string().min(1).max(40).describe("P-2");
const Worker = z
  .string()
  .min(1)
  .max(40)
  .describe("W1, R-3.1, or the ticket T-3 it works on; all: every live worker");
const Hash = z.string().min(1).max(128).describe("What the card showed: refused when it has changed since");

/** `key` is where the page binds it; null: no key. `isDestructive`: the page asks before it does it. */
export const COMMANDS = {
  say: command({
    title: "Say something to the orchestrator",
    input: z.object({
      text: z.string().min(1).max(65_536),
      /** `journal` of the view that its writer had before them. */
      seenSeq: z.number().int().min(0),
    }),
  }),
  "add-ticket": command({
    title: "Draft a ticket from a ticket file",
    input: z.object({ markdown: z.string().min(1).max(200_000) }),
  }),
  "propose-tickets": command({
    title: "Draft several tickets at once, on one card",
    input: ProposalInput,
  }),
  "edit-ticket": command({
    title: "Edit a draft",
    key: "e",
    input: z.object({ ticket: Ticket, hash: Hash, change: SpecPatch }),
  }),
  "approve-ticket": command({
    title: "Approve & start",
    key: "$mod+Enter",
    input: z.object({
      ticket: Ticket,
      hash: Hash,
      landWhenGreen: z
        .boolean()
        .default(false)
        .describe("Lands without another question once green and accepted"),
    }),
  }),
  "approve-proposal": command({
    title: "Approve all, in this order",
    input: z.object({
      proposal: Proposal,
      shown: z
        .array(z.object({ ticket: Ticket, hash: Hash }))
        .max(8)
        .describe("Each draft of it as its card showed it; refused when one has changed since"),
      landWhenGreen: z
        .boolean()
        .default(false)
        .describe("Each lands without another question once green and accepted"),
    }),
  }),
  "supersede-ticket": command({
    title: "Close a ticket in favour of another",
    isDestructive: true,
    input: z.object({ ticket: Ticket, successor: Ticket.describe("What takes its place: T-4") }),
  }),
  "discard-ticket": command({
    title: "Discard",
    isDestructive: true,
    input: z.object({ ticket: Ticket, reason: z.string().max(500).default("discarded by the user") }),
  }),
  "undo-approval": command({
    title: "Undo the last approval",
    key: "u",
    input: z.object({
      ticket: Ticket.describe("T-3; P-2: every ticket of it whose worker has not begun"),
    }),
  }),
  land: command({
    title: "Land",
    key: "Shift+M",
    input: z.object({
      ticket: Ticket,
      hash: Hash,
      isUnverifiedAccepted: z.boolean().default(false).describe("Land although no check has proved it"),
    }),
  }),
  "send-back": command({
    title: "Send back",
    input: z.object({ ticket: Ticket, text: z.string().min(1).max(65_536) }),
  }),
  "send-message": command({
    title: "Message a worker",
    key: "m",
    input: z.object({ worker: Worker, text: z.string().min(1).max(65_536) }),
  }),
  "stop-worker": command({
    title: "Stop a worker; its work is kept",
    key: "s",
    isDestructive: true,
    input: z.object({ worker: Worker, reason: z.string().max(500).default("stopped by the user") }),
  }),
  "pause-worker": command({
    title: "Pause a worker; its work and session are kept",
    key: "p",
    input: z.object({ worker: Worker }),
  }),
  "resume-worker": command({
    title: "Let a paused worker go on",
    key: "p",
    input: z.object({ worker: Worker }),
  }),
  "answer-worker": command({
    title: "Answer what a worker asks",
    input: z.object({
      worker: Worker,
      ask: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe("The number of what it asks; left out: the only one that it waits for"),
      choice: z
        .enum(["once", "ticket", "deny", "words"])
        .describe(
          "A permission: once, ticket (for all runs of its ticket) or deny. A question: words, or deny",
        ),
      text: z
        .string()
        .max(4_096)
        .default("")
        .describe("The answer to a question; said to the worker with a denial"),
    }),
  }),
  "interrupt-worker": command({
    title: "Interrupt a worker's running turn",
    key: "i",
    input: z.object({
      worker: Worker,
      text: z
        .string()
        .min(1)
        .max(65_536)
        .optional()
        .describe("It goes on at once with these words; left out: it waits for yours"),
    }),
  }),
  "retry-ticket": command({
    title: "Start a new run, told what happened before",
    key: "Shift+R",
    isDestructive: true,
    input: z.object({
      ticket: Ticket,
      reason: z.string().max(2_000).default("retried by the user"),
      fromWork: z
        .boolean()
        .default(false)
        .describe("Its branch begins with the imported commits of the run before"),
    }),
  }),
  "take-over": command({
    title: "Take a worker's worktree over by hand",
    key: "t",
    input: z.object({ worker: Worker }),
  }),
  "give-back": command({
    title: "Give a worktree back to its worker",
    key: "t",
    input: z.object({
      worker: Worker,
      isDone: z
        .boolean()
        .default(false)
        .describe("Nothing is left to do: it is imported, checked and reviewed as it is"),
      text: z.string().min(1).max(60_000).optional().describe("Your words to the worker"),
    }),
  }),
  adopt: command({
    title: "Draft a ticket from a branch of your own",
    input: z.object({
      name: z.string().min(1).max(4_096).describe("A branch, or the absolute path of a worktree"),
      withUncommitted: z
        .boolean()
        .default(false)
        .describe("With a copy of the worktree's uncommitted files, which stay as they are"),
      message: z
        .string()
        .min(1)
        .max(65_536)
        .optional()
        .describe("What a worker shall do with it; left out: it is checked and reviewed as it is"),
    }),
  }),
  "raise-budget": command({
    title: "Raise a budget: what is held for it goes on",
    key: "b",
    input: z.object({
      subject: z
        .string()
        .min(1)
        .max(40)
        .describe(
          "T-3, or W1 for its ticket: each of its runs · today: all runs until midnight · project: all runs",
        ),
      ...RaiseAmounts.shape,
    }),
  }),
  "go-away": command({
    title: "Go away: what was approved goes on while nobody watches",
    input: z.object({
      minutes: z.number().int().min(1).max(10_080),
      costUsd: z.number().positive().max(10_000).describe("US dollars that may be spent meanwhile"),
      isUnsafe: z.boolean().default(false).describe("Go although no box is around the workers"),
    }),
  }),
  "come-back": command({
    title: "Come back; shows what came of the time away",
    input: z.object({}),
  }),
  "reset-fuse": command({
    title: "Reset the landing fuse: tickets land by themselves again",
    input: z.object({}),
  }),
  "stop-everything": command({
    title: "Stop everything; all work is kept",
    isDestructive: true,
    input: z.object({ reason: z.string().max(500).default("stopped by the user") }),
  }),
  "go-on": command({
    title: "Go on after everything was stopped",
    input: z.object({}),
  }),
  "try-again": command({
    title: "Go on after “needs you”",
    key: "r",
    input: z.object({ worker: Worker }),
  }),
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<Name extends CommandName> = z.input<(typeof COMMANDS)[Name]["input"]>;
export type CommandData<Name extends CommandName> = z.output<(typeof COMMANDS)[Name]["input"]>;

/** `journal`: the position at which what was done can be seen; a view that has come this far shows it. `text`: an id or a sentence. */
export const Done = z.object({ kind: z.literal("accepted"), text: z.string(), journal: z.number() });
/** Said with a status of 400 or above. `message` says what was tried, on what, what was found and what to do. */
export const Refused = z.object({ kind: z.literal("refused"), code: z.string(), message: z.string() });
export type Done = z.infer<typeof Done>;
export type Refused = z.infer<typeof Refused>;

interface CommandText<Input extends z.ZodType> {
  readonly title: string;
  readonly key: string | null;
  readonly isDestructive: boolean;
  readonly input: Input;
}

function command<Input extends z.ZodType>(text: {
  readonly title: string;
  readonly key?: string;
  readonly isDestructive?: boolean;
  readonly input: Input;
}): CommandText<Input> {
  const { title, input, key = null, isDestructive = false } = text;
  return { title, key, isDestructive, input };
}
