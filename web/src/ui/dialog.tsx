// A window over the page that keeps the focus until it is closed; Escape and a click beside it close it.
import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { iconButtonLook } from "./button-look.ts";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly children: ReactNode;
  /** Actions, the main one last. */
  readonly footer?: ReactNode;
  readonly width?: "sm" | "md" | "lg";
}

const FILLED_IN = "input:not([type=checkbox],[aria-hidden]),textarea";

const WIDTHS = { sm: "max-w-96", md: "max-w-xl", lg: "max-w-4xl" } as const;

export function Dialog({ isOpen, onClose, title, description, children, footer, width = "md" }: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  // What is to be filled in, if anything is; else the text itself, since the first control is only the way out.
  const first = () => body.current?.querySelector<HTMLElement>(FILLED_IN) ?? body.current;
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP_LOOK} />
        <Base.Popup initialFocus={first} className={clsx(WINDOW_LOOK, WIDTHS[width])}>
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold text-strong">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="mt-0.5 text-muted">{description}</Base.Description>
              )}
            </div>
            <Base.Close aria-label="Close" className={clsx(iconButtonLook({}), "-mr-2")}>
              <X size={16} />
            </Base.Close>
          </header>
          {/* Without the focus a keyboard could not scroll a long text. */}
          <div ref={body} tabIndex={-1} className="scroll-area min-h-0 outline-none flex-1 px-5 pb-5">
            {children}
          </div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export const BACKDROP_LOOK =
  "fixed inset-0 z-30 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

export const WINDOW_LOOK =
  "fixed top-[12vh] left-1/2 z-30 flex max-h-[76vh] w-[calc(100vw-24px)] -translate-x-1/2 flex-col rounded-xl bg-raised text-body shadow-overlay outline-none transition-[opacity,scale] duration-150 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0 max-desk:top-[6vh] max-desk:max-h-[88vh]";
