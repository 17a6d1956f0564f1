// Actions or choices behind one button.
import { Menu as Base } from "@base-ui/react/menu";
import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd.tsx";
import { ITEM_LOOK, POPUP_LOOK } from "./popup-look.ts";

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly keys?: string;
  /** Second line: what it does, or why it cannot be done. */
  readonly hint?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** Given for a choice: shows which one holds. */
  readonly isChecked?: boolean;
  readonly onSelect: () => void;
}

export type MenuItem = MenuAction | "separator";

export interface MenuProps {
  readonly label: string;
  /** The button; it must pass its props on to an element. */
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  /** It is about to be shown: what it lists may be read anew. */
  readonly onOpen?: () => void;
}

export function Menu({ label, trigger, items, onOpen }: MenuProps) {
  return (
    <Base.Root
      onOpenChange={(isOpen) => {
        if (isOpen) onOpen?.();
      }}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className="z-40">
          <Base.Popup
            aria-label={label}
            className={clsx(POPUP_LOOK, "scroll-area max-h-(--available-height) max-w-80 min-w-44 p-1")}
          >
            {items.map((item, index) =>
              item === "separator" ? (
                <Base.Separator key={`after ${idAt(items, index - 1)}`} className="mx-1 my-1 h-px bg-line" />
              ) : (
                <Action key={item.id} action={item} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function idAt(items: readonly MenuItem[], index: number): string {
  const item = items[index];
  return item === undefined || item === "separator" ? String(index) : item.id;
}

function Action({ action }: { readonly action: MenuAction }) {
  const { label, icon, keys, hint, isDanger = false, isDisabled, isChecked, onSelect } = action;
  const look = clsx(
    ITEM_LOOK,
    hint !== undefined && "items-start py-1.5",
    isDanger && "text-danger data-highlighted:text-danger",
  );
  const content = (
    <>
      {icon !== undefined && (
        <span
          aria-hidden
          className={clsx("flex size-4 shrink-0 items-center justify-center", !isDanger && "text-muted")}
        >
          {icon}
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {hint !== undefined && <span className="block text-sm text-muted">{hint}</span>}
      </span>
      {keys !== undefined && <Kbd keys={keys} className="ml-4 max-desk:hidden" />}
      {isChecked === true && <Check aria-hidden size={14} className="shrink-0 text-accent" />}
    </>
  );
  return isChecked === undefined ? (
    <Base.Item disabled={isDisabled} onClick={onSelect} className={look}>
      {content}
    </Base.Item>
  ) : (
    <Base.CheckboxItem
      checked={isChecked}
      closeOnClick
      disabled={isDisabled}
      onClick={onSelect}
      className={look}
    >
      {content}
    </Base.CheckboxItem>
  );
}
