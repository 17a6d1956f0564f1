// What floats over the page looks the same: menus, choices, popovers.

export const POPUP_LOOK =
  "origin-(--transform-origin) rounded-lg bg-raised text-body shadow-raised outline-none transition-[opacity,scale] duration-100 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0";

export const ITEM_LOOK =
  "flex min-h-7 items-center gap-2 rounded-md px-2 outline-none select-none data-highlighted:bg-hover data-highlighted:text-strong data-disabled:opacity-45 max-desk:min-h-11";
