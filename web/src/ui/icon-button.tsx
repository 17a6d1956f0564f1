// A button that is only a picture: its name is said by the tooltip and to screen readers.
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonVariant, type ControlSize, iconButtonLook } from "./button-look.ts";
import { ariaKeys } from "./kbd.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly size?: ControlSize;
  readonly variant?: ButtonVariant;
  readonly keys?: string;
  /** For a switch: says on or off, too. */
  readonly isPressed?: boolean;
}

export function IconButton({
  label,
  icon,
  size = "md",
  variant = "ghost",
  keys,
  isPressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
        aria-pressed={isPressed}
        {...rest}
        className={clsx(iconButtonLook({ variant, size }), className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
