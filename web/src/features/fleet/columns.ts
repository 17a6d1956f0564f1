// The columns that all rows of the fleet share, so that numbers stand still while they change.

/** Names of the columns, in order; the last holds buttons. */
export const COLUMN_NAMES = [
  "Worker",
  "Status",
  "Task",
  "Branch",
  "Changes",
  "Time",
  "Cost",
  "Actions",
] as const;

/** From this width of the fleet on there is room for columns; below, each row is a card. */
export const COLUMNS_PX_MIN = 800;

/** Fixed widths but for the task and its branch. The wide form starts at 72 rem of the fleet itself, not of the window. */
export const COLUMNS_LOOK =
  "grid items-start gap-x-2 px-3 grid-cols-[86px_146px_minmax(0,1.35fr)_minmax(0,1fr)_82px_74px_90px_28px] @6xl:gap-x-4 @6xl:px-5 @6xl:grid-cols-[128px_204px_minmax(0,1.25fr)_minmax(0,1fr)_88px_84px_112px_60px]";
