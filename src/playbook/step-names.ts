// What steps are called, and which files they name.
import type { Step } from "./fenced-blocks.ts";
import type { Wish } from "./intents.ts";
import { clip, namingWords } from "./words.ts";

const TOPIC_CHARS_MAX = 72;

/** Of a wish that came with steps: what it is about, else what the first of them does. */
export function titleFor(wish: Wish, steps: readonly Step[]): string {
  const topic = clip((wish.parts[0].split(/\n|[.:;!?](?:\s|$)/)[0] ?? "").trim(), TOPIC_CHARS_MAX);
  if (namingWords(topic).length > 0) return topic.charAt(0).toUpperCase() + topic.slice(1);
  return clip(steps.map(nameStep)[0] ?? "Steps", TOPIC_CHARS_MAX);
}

function nameStep(step: Step): string {
  switch (step.kind) {
    case "shell":
      return `Run ${step.script.split("\n")[0] ?? ""}`;
    case "patch":
      return "Apply a patch";
    case "write":
      return `Write ${step.path}`;
    case "question":
      return `Ask ${step.question}`;
  }
}

/** The files that the steps name. A shell step may touch anything, so with one nothing is claimed. */
export function scopeOf(steps: readonly Step[]): string[] {
  if (steps.some((step) => step.kind === "shell")) return [];
  const paths = steps.flatMap((step) => {
    if (step.kind === "write") return [step.path];
    return step.kind === "patch"
      ? Array.from(step.diff.matchAll(/^\+\+\+ b\/(\S+)/gm), ([, path]) => path ?? "")
      : [];
  });
  return [...new Set(paths)];
}
