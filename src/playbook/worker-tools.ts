import { resolve } from "node:path";
import type { Step } from "./fenced-blocks.ts";
import type { WorkerTicket } from "./worker-plan.ts";
import { clip } from "./words.ts";

/** The longest that the agent's Bash tool lets a command run. */
const BASH_TIMEOUT_MS = 600_000;
const SUBJECT_CHARS_MAX = 72;

interface BareCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export function shellCall(step: Extract<Step, { kind: "shell" }>, description: string): BareCall {
  const call = bashCall(wait(step.when.slowSeconds, shellCommand(step.script)), description);
  return step.isAsked ? { ...call, input: { ...call.input, dangerouslyDisableSandbox: true } } : call;
}

export function questionCall({ question, options }: Extract<Step, { kind: "question" }>): BareCall {
  const one = { question, header: "Question", options, multiSelect: false };
  return { name: "AskUserQuestion", input: { questions: [one] } };
}

export function patchCall(step: Extract<Step, { kind: "patch" }>, description: string): BareCall {
  return bashCall(
    wait(step.when.slowSeconds, patchCommand("git apply --whitespace=nowarn", step.diff)),
    description,
  );
}

/** Succeeds when the patch is already in place. */
export function patchInPlaceCall(step: Extract<Step, { kind: "patch" }>, description: string): BareCall {
  return bashCall(
    patchCommand("git apply --reverse --check", step.diff),
    `${description} (in place already?)`,
  );
}

export function readCall(path: string, ticket: WorkerTicket): BareCall {
  return { name: "Read", input: { file_path: resolve(ticket.workspace, path) } };
}

export function writeCall(step: Extract<Step, { kind: "write" }>, ticket: WorkerTicket): BareCall {
  return { name: "Write", input: { file_path: resolve(ticket.workspace, step.path), content: step.content } };
}

/**
 * Commits all there is, says what the last commit is and what it changed. Says so when there was nothing left, for
 * steps may have committed by themselves.
 */
export function commitCall(ticket: WorkerTicket, suffix: string): BareCall {
  const subject = clip(`${ticket.id}: ${ticket.title}`.replaceAll(/[\p{Cc}]/gu, " "), SUBJECT_CHARS_MAX);
  const command = [
    "git add -A &&",
    `if git diff --cached --quiet; then echo "${NOTHING_LEFT}";`,
    `else git commit -q -m ${quoteForShell(`${subject}${suffix}`)}; fi &&`,
    "git log -1 --format='%h %s' && git show --stat=72 --format= HEAD",
  ].join(" ");
  return bashCall(command, "Commit the changes");
}

export const NOTHING_LEFT = "nothing left to commit";

export function describeStep(step: Step): string {
  switch (step.kind) {
    case "shell":
      return clip(step.script, 120);
    case "patch":
      return "git apply";
    case "write":
      return `write ${step.path}`;
    case "question":
      return clip(step.question, 120);
  }
}

/**
 * A block is one shell of its own that stops at its first failing line. The agent runs a command inside `eval … &&`,
 * where `set -e` has no effect, and keeps its directory for the next one: so only a plain single line goes as it is.
 */
function shellCommand(script: string): string {
  const isPlainLine =
    !script.includes("\n") && !/\b(?:cd|pushd|popd|exit|exec|set|export|source|trap|alias)\b/.test(script);
  return isPlainLine ? script : `bash -ec ${quoteForShell(script)}`;
}

function patchCommand(command: string, diff: string): string {
  const lines = new Set(diff.split("\n"));
  let delimiter = "PATCH";
  for (let n = 1; lines.has(delimiter); n += 1) delimiter = `PATCH_${n}`;
  return `${command} <<'${delimiter}'\n${diff}${diff.endsWith("\n") ? "" : "\n"}${delimiter}`;
}

function wait(seconds: number, command: string): string {
  return seconds === 0 ? command : `sleep ${seconds}\n${command}`;
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function bashCall(command: string, description: string): BareCall {
  return { name: "Bash", input: { command, description, timeout: BASH_TIMEOUT_MS } };
}
