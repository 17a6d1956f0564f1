// A shortcut as keycaps: `Mod+Enter` becomes ⌘ ↵ on a Mac and Ctrl ↵ elsewhere, `g t` two caps in a row.
import { clsx } from "clsx";

export interface KbdProps {
  /** In the notation of the bindings: presses apart by a space, modifiers by `+`. */
  readonly keys: string;
  readonly className?: string;
}

/** Decoration for the eye; the control it stands in says the keys by `aria-keyshortcuts`. */
export function Kbd({ keys, className }: KbdProps) {
  return (
    <kbd aria-hidden className={clsx("inline-flex items-center gap-0.5 font-sans", className)}>
      {capsOf(keys).map(([id, cap]) => (
        <span
          key={id}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line-strong px-1 text-xs leading-none text-muted"
        >
          {cap}
        </span>
      ))}
    </kbd>
  );
}

/** `Mod+Enter` in the form that `aria-keyshortcuts` wants. */
export function ariaKeys(keys: string): string {
  return keys.replaceAll("Mod", isMac() ? "Meta" : "Control");
}

function capsOf(keys: string): (readonly [id: string, cap: string])[] {
  return keys.split(/[ +]/).map((key, index) => [`${index} ${key}`, capOf(key)]);
}

function capOf(key: string): string {
  const mac = isMac();
  switch (key) {
    case "Mod":
      return mac ? "⌘" : "Ctrl";
    case "Shift":
      return mac ? "⇧" : "Shift";
    case "Alt":
      return mac ? "⌥" : "Alt";
    case "Enter":
      return "↵";
    case "Escape":
      return "Esc";
    case "ArrowUp":
      return "↑";
    case "ArrowDown":
      return "↓";
    default:
      return key.length === 1 ? key.toUpperCase() : key;
  }
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
