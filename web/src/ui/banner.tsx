// One line over a screen that the reader should know before going on, with the way out of it.
import { clsx } from "clsx";
import { CircleCheck, CircleX, Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button.tsx";
import { type Severity, SOFT_OF, TEXT_OF } from "./tone.ts";

const ICONS = { info: Info, warn: TriangleAlert, danger: CircleX, good: CircleCheck } as const;

export interface BannerProps {
  readonly severity: Severity;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
}

export function Banner({ severity, title, children, action, onDismiss }: BannerProps) {
  const Icon = ICONS[severity];
  return (
    <div
      role={severity === "danger" ? "alert" : "status"}
      className={clsx("flex items-start gap-2.5 rounded-lg px-3 py-2", SOFT_OF[severity])}
    >
      <Icon aria-hidden size={15} className={clsx("mt-0.75 shrink-0", TEXT_OF[severity])} />
      <div className="min-w-0 flex-1 self-center">
        <span className={clsx("font-medium", TEXT_OF[severity])}>{title}</span>
        {children !== undefined && <span className="text-body"> {children}</span>}
      </div>
      {action !== undefined && <div className="shrink-0">{action}</div>}
      {onDismiss && <IconButton size="sm" label="Dismiss" icon={<X size={14} />} onClick={onDismiss} />}
    </div>
  );
}
