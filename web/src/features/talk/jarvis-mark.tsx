// Who speaks, at the side of what is said: the orchestrator's mark, and a worker by its number.
import { clsx } from "clsx";

export function JarvisMark({ isActive = false }: { readonly isActive?: boolean }) {
  return (
    <svg aria-hidden width={22} height={22} viewBox="0 0 32 32" className="shrink-0">
      <rect width="32" height="32" rx="9" className="fill-primary" />
      <g
        fill="none"
        strokeWidth="2.6"
        strokeLinecap="round"
        className={clsx("stroke-on-primary", isActive && "animate-breathe")}
      >
        <path d="M16 7v18" />
        <path d="M9 12.5v4.2a5 5 0 0 0 5 5h2" opacity=".72" />
        <path d="M23 9.5v4.2a5 5 0 0 1-5 5h-2" opacity=".72" />
      </g>
    </svg>
  );
}

export function WorkerMark({ worker }: { readonly worker: string }) {
  return (
    <span
      aria-hidden
      className="tnum flex size-5.5 shrink-0 items-center justify-center rounded-full bg-review-soft text-xs font-semibold text-review"
    >
      {worker.replace(/^W/, "")}
    </span>
  );
}
