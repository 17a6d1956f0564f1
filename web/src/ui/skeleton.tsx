// What stands where something is still to come: grey shapes of its size, or a turning ring with a word.
import { clsx } from "clsx";

export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <span aria-hidden className={clsx("block animate-breathe rounded-md bg-active", className ?? "h-4")} />
  );
}

/** Rows of unequal width, so that the place reads as text to come and not as a table. */
export function SkeletonRows({ count }: { readonly count: number }) {
  const widths = ["w-4/5", "w-3/5", "w-2/3", "w-1/2"];
  return (
    <div aria-hidden className="flex flex-col gap-3">
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} className={clsx("h-4", widths[index % widths.length])} />
      ))}
    </div>
  );
}

export function Spinner({ size = 14 }: { readonly size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 14 14" fill="none" className="shrink-0">
      <circle cx="7" cy="7" r="5.25" stroke="currentColor" strokeWidth="1.5" opacity="0.25" />
      <path
        d="M12.25 7A5.25 5.25 0 0 0 7 1.75"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        className="origin-center animate-turn"
      />
    </svg>
  );
}

/** Fills its place. `label` is what is being waited for: "Reading the diff". */
export function Loading({ label }: { readonly label: string }) {
  return (
    <div role="status" className="flex h-full min-h-24 items-center justify-center gap-2 text-muted">
      <Spinner />
      <span>{label}</span>
    </div>
  );
}
