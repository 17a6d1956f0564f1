// What buttons look like, for real buttons and for links that stand among them.
import { clsx } from "clsx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ControlSize = "sm" | "md";

const BASE =
  "relative inline-flex shrink-0 select-none items-center justify-center font-medium whitespace-nowrap transition-colors duration-100 disabled:pointer-events-none disabled:opacity-45 aria-disabled:opacity-45 max-desk:min-h-11";

const VARIANTS: Readonly<Record<ButtonVariant, string>> = {
  primary: "bg-primary text-on-primary shadow-control hover:bg-primary-hover",
  secondary:
    "border border-line-strong bg-surface text-strong shadow-control hover:bg-hover data-popup-open:bg-active",
  ghost: "text-body hover:bg-hover hover:text-strong aria-pressed:bg-active data-popup-open:bg-active",
  danger: "bg-danger-fill text-on-danger shadow-control hover:bg-danger-fill-hover",
};

const SIZES: Readonly<Record<ControlSize, string>> = {
  sm: "h-6 gap-1 rounded-sm px-2 text-sm",
  md: "h-7 gap-1.5 rounded-md px-2.5 text-base",
};

const SQUARES: Readonly<Record<ControlSize, string>> = {
  sm: "size-6 rounded-sm max-desk:min-w-11",
  md: "size-7 rounded-md max-desk:min-w-11",
};

interface Look {
  readonly variant?: ButtonVariant;
  readonly size?: ControlSize;
}

/** Classes of a button with a word. */
export function buttonLook({ variant = "secondary", size = "md" }: Look): string {
  return clsx(BASE, VARIANTS[variant], SIZES[size]);
}

/** Classes of a button that is only a picture. */
export function iconButtonLook({ variant = "ghost", size = "md" }: Look): string {
  return clsx(BASE, VARIANTS[variant], SQUARES[size]);
}
