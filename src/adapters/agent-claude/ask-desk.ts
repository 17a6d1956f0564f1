// What a worker's agent is not allowed by its settings becomes a request to the user, and its call waits for the answer.
import type { CanUseTool, HookCallback, PermissionResult } from "@anthropic-ai/claude-agent-sdk";
import * as z from "zod";
import {
  ASK_DETAIL_CHARS_MAX,
  ASK_OPTIONS_MAX,
  ASK_SUBJECT_CHARS_MAX,
  OUTSIDE_SANDBOX,
  type Asked,
} from "../../domain/run/ask-state.ts";
import { plainText } from "../../domain/plain-text.ts";
import { cut } from "../../domain/shared.ts";
import type { AskAnswer, WorkerEvent } from "../../ports/agent.ts";
import { forbiddenForGood } from "./forbidden-for-good.ts";

export interface AskDesk {
  readonly canUseTool: CanUseTool;
  /** Makes the agent ask for what a rule would let through: a command outside the agent's own sandbox. */
  readonly before: HookCallback;
  answer(id: string, answer: AskAnswer): void;
}

const questions = z.object({
  questions: z
    .array(
      z.object({
        question: z.string(),
        options: z.array(z.object({ label: z.string(), description: z.string().optional() })).optional(),
        multiSelect: z.boolean().optional(),
      }),
    )
    .min(1),
});

export function createAskDesk(plan: {
  readonly push: (event: WorkerEvent) => void;
  /** Absolute paths of JARVIS's own. */
  readonly ownPaths: readonly string[];
}): AskDesk {
  const waiting = new Map<string, (answer: AskAnswer | null) => void>();

  /** Null: nobody waits for it any more. */
  function ask(id: string, asked: Asked, signal: AbortSignal): Promise<AskAnswer | null> {
    return new Promise((resolve) => {
      const end = (answer: AskAnswer | null): void => {
        signal.removeEventListener("abort", withdraw);
        waiting.delete(id);
        resolve(answer);
      };
      const withdraw = (): void => {
        plan.push({ type: "ask-withdrawn", id });
        end(null);
      };
      if (signal.aborted) return resolve(null);
      signal.addEventListener("abort", withdraw, { once: true });
      waiting.set(id, end);
      plan.push({ type: "asked", id, asked });
    });
  }

  return {
    canUseTool: async (tool, input, { signal, toolUseID }) => {
      if (tool === "AskUserQuestion") return await askQuestions(input, toolUseID, signal, ask);
      const asked = askedPermission(tool, input);
      const reason = forbiddenForGood(asked, plan.ownPaths) ?? unshowable(asked);
      if (reason !== null) return { behavior: "deny", message: `blocked by JARVIS: ${reason}` };
      const answer = await ask(toolUseID, asked, signal);
      if (answer?.kind === "allowed") return { behavior: "allow", updatedInput: input };
      return denied(answer);
    },
    before: async (input) => {
      if (input.hook_event_name !== "PreToolUse" || !leavesSandbox(input.tool_name, input.tool_input))
        return {};
      return {
        hookSpecificOutput: {
          hookEventName: "PreToolUse",
          permissionDecision: "ask",
          permissionDecisionReason: "It runs outside the sandbox.",
        },
      };
    },
    answer: (id, answer) => waiting.get(id)?.(answer),
  };
}

function denied(answer: AskAnswer | null): PermissionResult {
  const text = answer === null || answer.kind === "allowed" ? "" : answer.text;
  return { behavior: "deny", message: text || "The request was withdrawn." };
}

const outsideSandbox = z.object({ dangerouslyDisableSandbox: z.literal(true) });

function leavesSandbox(tool: string, input: unknown): boolean {
  return tool === "Bash" && outsideSandbox.safeParse(input).success;
}

/** Each question is an item of its own; the agent goes on when all are answered. */
async function askQuestions(
  input: Record<string, unknown>,
  id: string,
  signal: AbortSignal,
  ask: (id: string, asked: Asked, signal: AbortSignal) => Promise<AskAnswer | null>,
): Promise<PermissionResult> {
  const read = questions.safeParse(input);
  if (!read.success) return { behavior: "deny", message: "blocked by JARVIS: no question was found in it." };
  const all = read.data.questions;
  const answers = await Promise.all(
    all.map((one, index) => ask(all.length === 1 ? id : `${id}/${index + 1}`, askedQuestion(one), signal)),
  );
  if (answers.every((answer) => answer?.kind !== "told"))
    return denied(answers.find((answer) => answer !== null) ?? null);
  const told = all.map(({ question }, index) => {
    const answer = answers[index];
    return [question, answer?.kind === "told" ? answer.text : "(no answer: decide for yourself)"] as const;
  });
  return { behavior: "allow", updatedInput: { ...input, answers: Object.fromEntries(told) } };
}

function askedQuestion(one: z.infer<typeof questions>["questions"][number]): Asked {
  const options = (one.options ?? []).slice(0, ASK_OPTIONS_MAX).map(({ label, description }) => ({
    label: cut(plainText(label), 200),
    description: cut(plainText(description ?? ""), 500),
  }));
  return {
    kind: "question",
    question: cut(plainText(one.question), ASK_DETAIL_CHARS_MAX),
    options,
    isMultiple: one.multiSelect ?? false,
  };
}

/** Where each tool's input says what it is about; of all others the whole input counts. */
const SUBJECTS: Readonly<Record<string, string>> = {
  Bash: "command",
  Read: "file_path",
  Write: "file_path",
  Edit: "file_path",
  NotebookEdit: "notebook_path",
  /** The agent's own sandbox asks so for a host that a command wants to reach. */
  SandboxNetworkAccess: "host",
  WebFetch: "url",
  WebSearch: "query",
};

function askedPermission(
  tool: string,
  input: Record<string, unknown>,
): Extract<Asked, { kind: "permission" }> {
  const name = SUBJECTS[tool];
  const value = name === undefined ? undefined : input[name];
  if (name === undefined || typeof value !== "string")
    return { kind: "permission", tool, subject: JSON.stringify(input), detail: "" };
  const { [name]: _, ...others } = input;
  const detail = Object.keys(others).length === 0 ? "" : JSON.stringify(others);
  return {
    kind: "permission",
    // What is allowed inside the sandbox is not allowed outside of it.
    tool: leavesSandbox(tool, input) ? OUTSIDE_SANDBOX : tool,
    subject: value,
    detail: cut(plainText(detail), ASK_DETAIL_CHARS_MAX),
  };
}

/** The user allows what they read: nothing of it may be cut off or invisible. */
function unshowable({ subject }: { readonly subject: string }): string | null {
  if (subject.length > ASK_SUBJECT_CHARS_MAX)
    return `it has ${subject.length} characters, and at most ${ASK_SUBJECT_CHARS_MAX} can be shown to the user. Write it into a file of the worktree and ask to run that.`;
  if (plainText(subject) !== subject)
    return "it has characters that cannot be shown to the user. Write them as escapes.";
  return null;
}
