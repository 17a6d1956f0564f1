// What just happened, in the corner, with a way to take it back. Callable from anywhere; the region is mounted once.
import { Toast as Base } from "@base-ui/react/toast";
import { clsx } from "clsx";
import { CircleCheck, CircleX, Info, TriangleAlert, X } from "lucide-react";
import { iconButtonLook } from "./button-look.ts";
import { type Severity, TEXT_OF } from "./tone.ts";

const SHOWN_MS = 6_000;
const SHOWN_AT_ONCE_MAX = 3;
const ICONS = { info: Info, warn: TriangleAlert, danger: CircleX, good: CircleCheck } as const;

interface ToastLook {
  readonly severity: Severity;
}

const manager = Base.createToastManager<ToastLook>();

export interface ToastOptions {
  readonly title: string;
  readonly text?: string;
  readonly severity?: Severity;
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  /** How long it stays; 0: until it is closed. It waits while pointed at. */
  readonly ms?: number;
}

/** Returns the id to close it by. */
export function showToast({ title, text, severity = "info", action, ms = SHOWN_MS }: ToastOptions): string {
  const id: string = manager.add({
    title,
    ...(text !== undefined && { description: text }),
    timeout: ms,
    priority: severity === "danger" ? "high" : "low",
    data: { severity },
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          action.onSelect();
          manager.close(id);
        },
      },
    }),
  });
  return id;
}

export function closeToast(id: string): void {
  manager.close(id);
}

export function ToastRegion() {
  return (
    <Base.Provider toastManager={manager} limit={SHOWN_AT_ONCE_MAX}>
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(360px,calc(100vw-32px))] flex-col gap-2 max-desk:bottom-18">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const { toasts } = Base.useToastManager<ToastLook>();
  return toasts.map((toast) => {
    const severity = toast.data?.severity ?? "info";
    const Icon = ICONS[severity];
    return (
      <Base.Root
        key={toast.id}
        toast={toast}
        className="rounded-lg bg-raised text-body shadow-overlay transition-[opacity,translate] duration-150 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
      >
        <Base.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
          <Icon aria-hidden size={16} className={clsx("mt-0.5 shrink-0", TEXT_OF[severity])} />
          <div className="min-w-0 flex-1">
            <Base.Title className="font-medium text-strong" />
            <Base.Description className="text-sm text-muted" />
          </div>
          <Base.Action className="inline-flex h-6 shrink-0 items-center rounded-sm px-2 text-sm font-medium text-accent hover:bg-hover max-desk:h-11" />
          <Base.Close aria-label="Close" className={iconButtonLook({ size: "sm" })}>
            <X size={14} />
          </Base.Close>
        </Base.Content>
      </Base.Root>
    );
  });
}
