// Where nothing is yet: what will be here, and what makes it come.
import type { ReactNode } from "react";

export interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ title, children, icon, action }: EmptyStateProps) {
  return (
    <div className="flex h-full min-h-48 flex-col items-center justify-center gap-1.5 px-6 py-10 text-center">
      {icon !== undefined && (
        <div
          aria-hidden
          className="mb-2 flex size-10 items-center justify-center rounded-xl border border-line bg-surface text-faint shadow-control"
        >
          {icon}
        </div>
      )}
      <p className="text-md font-medium text-strong">{title}</p>
      {children !== undefined && <div className="max-w-96 text-pretty text-muted">{children}</div>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
