// A little more about something, beside it, without leaving the page.
import { Popover as Base } from "@base-ui/react/popover";
import { clsx } from "clsx";
import type { ReactElement, ReactNode } from "react";
import { POPUP_LOOK } from "./popup-look.ts";

export interface PopoverProps {
  /** The button; it must pass its props on to an element. */
  readonly trigger: ReactElement;
  /** The name for screen readers; `title` is seen too. */
  readonly label: string;
  readonly title?: string;
  readonly children: ReactNode;
  readonly align?: "start" | "center" | "end";
}

export function Popover({ trigger, label, title, children, align = "center" }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} collisionPadding={8} className="z-40">
          <Base.Popup
            aria-label={title === undefined ? label : undefined}
            className={clsx(
              POPUP_LOOK,
              "scroll-area max-h-(--available-height) max-w-[min(400px,calc(100vw-16px))] px-4 py-3",
            )}
          >
            {title !== undefined && (
              <Base.Title className="mb-1 font-semibold text-strong">{title}</Base.Title>
            )}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
