// A button with a word; what it does stands on it, and the key that does the same beside it.
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonVariant, buttonLook, type ControlSize } from "./button-look.ts";
import { ariaKeys, Kbd } from "./kbd.tsx";
import { Spinner } from "./skeleton.tsx";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly variant?: ButtonVariant;
  readonly size?: ControlSize;
  /** What it started is under way: it turns, and further clicks do nothing. */
  readonly isBusy?: boolean;
  /** Shown as keycaps; the binding itself is made with `useShortcuts`. */
  readonly keys?: string;
  readonly icon?: ReactNode;
}

export function Button({
  variant = "secondary",
  size = "md",
  isBusy = false,
  keys,
  icon,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
      {...rest}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || rest["aria-disabled"]}
      className={clsx(buttonLook({ variant, size }), className)}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
      {keys !== undefined && (
        <Kbd
          keys={keys}
          className={clsx(
            "ml-0.5 max-desk:hidden",
            (variant === "primary" || variant === "danger") &&
              "[&>span]:border-current/25 [&>span]:text-current",
          )}
        />
      )}
    </button>
  );
}
