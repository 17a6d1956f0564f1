// Why something was not done, where it was asked for.
import { CircleX } from "lucide-react";

/** Nothing at null. */
export function Trouble({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p role="alert" className="mt-1.5 flex items-start gap-1.5 text-sm text-danger">
      <CircleX aria-hidden size={13} className="mt-0.75 shrink-0" />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  );
}
