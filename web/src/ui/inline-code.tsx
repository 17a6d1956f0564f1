// One line of an agent's or a person's words, in which `backticks` mean code and nothing else means anything.
import { keyed } from "./keyed.ts";

export function InlineCode({ text }: { readonly text: string }) {
  return keyed(text.split(/(`[^`]+`)/), (part) => part).map(({ key, item: part }) =>
    part.length > 2 && part.startsWith("`") && part.endsWith("`") ? (
      <code key={key} className="rounded-sm bg-active px-1 py-px font-mono text-[0.92em] text-strong">
        {part.slice(1, -1)}
      </code>
    ) : (
      part
    ),
  );
}
