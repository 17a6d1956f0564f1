// Tells screen readers what is new in the conversation: each finished block once, never text that is still being written.
import { useEffect, useRef, useState } from "react";
import type { ItemRow } from "../../../../src/wire/rows.ts";
import { workerName } from "./words.ts";

/** The rest can be read in the transcript. */
const TOLD_CHARS_MAX = 600;

export function Announcer({ items }: { readonly items: readonly ItemRow[] }) {
  const [told, setTold] = useState("");
  const last = useRef<number | null>(null);
  useEffect(() => {
    const newest = items.at(-1)?.n ?? 0;
    const from = last.current;
    last.current = newest;
    // What was there when the page came is not news.
    if (from === null || newest <= from) return;
    const news = items.filter(({ n }) => n > from).flatMap((item) => textOf(item) ?? []);
    if (news.length > 0) setTold(news.join(" "));
  }, [items]);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {told}
    </div>
  );
}

/** Null: not told. The user knows what the user said. */
function textOf(item: ItemRow): string | null {
  switch (item.kind) {
    case "user":
      return null;
    case "answer":
      return `JARVIS: ${cut(item.text)}`;
    case "report":
      return `${workerName(item.worker)} reports on ${item.ticket}.`;
    case "ticket":
      return `${item.ticket} ${item.isEdit ? "was edited" : "is drafted"}: its card waits for your approval.`;
    case "proposal":
      return `${item.proposal} is proposed: its tickets wait for your approval, alone or all in their order.`;
    case "review":
      return `${workerName(item.worker)}'s work on ${item.ticket} was reviewed: its card waits for your word.`;
    case "notice":
      return item.text;
    default:
      return item satisfies never;
  }
}

function cut(text: string): string {
  return text.length <= TOLD_CHARS_MAX ? text : `${text.slice(0, TOLD_CHARS_MAX)}…`;
}
