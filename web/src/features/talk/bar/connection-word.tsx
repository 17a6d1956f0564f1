// Said only while the live connection is not well.
import { Unplug } from "lucide-react";
import { Spinner } from "../../../ui/skeleton.tsx";

export function ConnectionWord({ kind }: { readonly kind: "reconnecting" | "signed-out" }) {
  const isOut = kind === "signed-out";
  return (
    <span
      role="status"
      className="inline-flex h-7 items-center gap-1.5 rounded-full bg-warn-soft px-2.5 text-sm font-medium text-warn"
    >
      {isOut ? <Unplug aria-hidden size={13} /> : <Spinner size={12} />}
      {isOut ? "Signed out" : "Reconnecting"}
    </span>
  );
}
