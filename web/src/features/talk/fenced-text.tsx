// The user's own words as they were typed; fenced blocks in them as code.
import { CodeBlock } from "../../ui/code-block.tsx";
import { LongText } from "../../ui/long-text.tsx";
import { keyed } from "../../ui/keyed.ts";

interface Part {
  readonly kind: "text" | "code";
  readonly text: string;
  readonly language?: string;
}

export function FencedText({ text }: { readonly text: string }) {
  return keyed(partsOf(text), (part) => part.text).map(({ key, item: part }) =>
    part.kind === "code" ? (
      <div key={key} className="my-2 first:mt-0 last:mb-0">
        <CodeBlock code={part.text} language={part.language} />
      </div>
    ) : (
      <p key={key} className="text-md break-words whitespace-pre-wrap">
        <LongText text={part.text} />
      </p>
    ),
  );
}

const FENCE = /^ {0,3}(`{3,}|~{3,})([^\n`]*)\n([\s\S]*?)\n {0,3}\1[`~]* *$/gm;

/** Looking for the end of each of many fences takes time that grows with the square of the length. */
const CHARS_MAX = 20_000;

/** Exported for its test: everything that was typed is in some part. */
export function partsOf(text: string): readonly Part[] {
  if (text.length > CHARS_MAX) return [{ kind: "text", text }];
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(FENCE)) {
    const [whole, , language = "", code = ""] = found;
    parts.push({ kind: "text", text: text.slice(at, found.index) });
    parts.push({ kind: "code", text: code, ...(language.trim() !== "" && { language: language.trim() }) });
    at = found.index + whole.length;
  }
  parts.push({ kind: "text", text: text.slice(at) });
  return parts
    .map((part) => (part.kind === "text" ? { ...part, text: part.text.replace(/^\n+|\n+$/g, "") } : part))
    .filter(({ kind, text: own }) => kind === "code" || own !== "");
}
