// The mark: one trunk, two branches that land on it.

export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" className="shrink-0">
      <rect width="32" height="32" rx="8" className="fill-primary" />
      <g fill="none" strokeWidth="2.6" strokeLinecap="round" className="stroke-on-primary">
        <path d="M16 7v18" />
        <path d="M9 12.5v4.2a5 5 0 0 0 5 5h2" opacity=".72" />
        <path d="M23 9.5v4.2a5 5 0 0 1-5 5h-2" opacity=".72" />
      </g>
    </svg>
  );
}
