// Two panes side by side with a bar between that can be dragged or moved by keys; the width is remembered.
import { clsx } from "clsx";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useStoredNumber } from "./stored.ts";

const STEP_PX = 16;

export interface SplitPaneProps {
  /** The width is remembered under it. */
  readonly id: string;
  readonly first: ReactNode;
  readonly second: ReactNode;
  /** What the bar changes: "Width of the conversation". */
  readonly label: string;
  readonly defaultPx: number;
  readonly minPx: number;
  readonly maxPx: number;
  /** Whose width is set; the other takes what is left. */
  readonly side?: "first" | "second";
}

export function SplitPane(props: SplitPaneProps) {
  const { id, first, second, label, defaultPx, minPx, maxPx, side = "first" } = props;
  const [storedPx, storePx] = useStoredNumber(`split.${id}`, defaultPx);
  const [draggedPx, setDraggedPx] = useState<number>();
  const start = useRef({ x: 0, px: 0 });
  const clamp = (px: number) => Math.round(Math.min(maxPx, Math.max(minPx, px)));
  const px = clamp(draggedPx ?? storedPx);
  const direction = side === "first" ? 1 : -1;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, px };
    setDraggedPx(px);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (draggedPx === undefined) return;
    setDraggedPx(clamp(start.current.px + direction * (event.clientX - start.current.x)));
  };
  const drop = () => {
    if (draggedPx !== undefined) storePx(draggedPx);
    setDraggedPx(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = afterKey(event.key, px, direction, { minPx, maxPx });
    if (next === undefined) return;
    event.preventDefault();
    storePx(clamp(next));
  };

  const fixed = { width: px, flex: "none", maxWidth: "75%" } as const;
  return (
    <div className="flex h-full min-h-0 min-w-0">
      <div
        className={clsx("min-w-0", side === "second" && "flex-1")}
        style={side === "first" ? fixed : undefined}
      >
        {first}
      </div>
      {/* A separator that has a value is a control by the ARIA specification; the rule knows it only as an ornament. */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={px}
        aria-valuemin={minPx}
        aria-valuemax={maxPx}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={drop}
        onPointerCancel={drop}
        onDoubleClick={() => storePx(defaultPx)}
        onKeyDown={onKeyDown}
        className="group relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line"
      >
        <span className="absolute inset-y-0 -left-1.5 w-3 after:absolute after:inset-y-0 after:left-1 after:w-1 after:rounded-full after:transition-colors group-hover:after:bg-line-strong group-focus-visible:after:bg-accent group-active:after:bg-accent" />
      </div>
      <div
        className={clsx("min-w-0", side === "first" && "flex-1")}
        style={side === "second" ? fixed : undefined}
      >
        {second}
      </div>
    </div>
  );
}

function afterKey(
  key: string,
  px: number,
  direction: number,
  { minPx, maxPx }: { readonly minPx: number; readonly maxPx: number },
): number | undefined {
  if (key === "ArrowRight") return px + direction * STEP_PX;
  if (key === "ArrowLeft") return px - direction * STEP_PX;
  if (key === "Home") return direction > 0 ? minPx : maxPx;
  if (key === "End") return direction > 0 ? maxPx : minPx;
  return undefined;
}
