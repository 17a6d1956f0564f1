// A long list of which only the visible part exists. It can stay at its end while things are added, without stealing the scroll.
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { ArrowDown } from "lucide-react";
import {
  type ReactNode,
  type Ref,
  type RefObject,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

const OVERSCAN = 6;
/** This near to the end counts as being there. */
const END_PX = 48;
/** This near to the start asks for what is before it. */
const START_PX = 200;

export interface VirtualListHandle {
  readonly scrollToIndex: (index: number) => void;
  readonly scrollToEnd: () => void;
}

export interface VirtualListProps<T> {
  readonly items: readonly T[];
  /** Stable and unique: it keeps the place when items are added before. */
  readonly keyOf: (item: T) => string;
  readonly render: (item: T, index: number) => ReactNode;
  /** Height of a usual item, in pixels; real ones are measured. */
  readonly estimatePx: number;
  readonly label: string;
  readonly role?: "list" | "log" | "feed";
  /** Follows what is added or grows at the end, as long as the reader is there. */
  readonly stick?: "bottom";
  readonly className?: string;
  /** After the last item. */
  readonly footer?: ReactNode;
  /** The reader comes near the first item: load what is before it. Called once for each first item. */
  readonly onReachStart?: () => void;
  readonly handle?: Ref<VirtualListHandle>;
}

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, render, label, role = "list", className, footer, handle } = props;
  const isSticky = props.stick === "bottom";
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.estimatePx,
    getItemKey: (index) => keyOf(itemAt(items, index)),
    overscan: OVERSCAN,
    anchorTo: isSticky ? "end" : "start",
  });
  const end = useEnd(scroller, isSticky, `${items.length} ${virtual.getTotalSize()}`);
  useImperativeHandle(handle, () => ({
    scrollToIndex: (index) => virtual.scrollToIndex(index, { align: "center" }),
    scrollToEnd: end.scrollToEnd,
  }));
  const reportStart = useReachStart(items, keyOf, props.onReachStart);
  const onScroll = () => {
    end.onScroll();
    if (scroller.current && scroller.current.scrollTop <= START_PX) reportStart();
  };

  return (
    <div className={clsx("relative min-h-0", className ?? "h-full")}>
      <div
        ref={scroller}
        role={role}
        aria-label={label}
        aria-live={role === "log" ? "off" : undefined}
        tabIndex={0}
        onScroll={onScroll}
        className="scroll-area focus-inset h-full"
      >
        <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              role={role === "list" ? "listitem" : role === "feed" ? "article" : undefined}
              aria-setsize={role === "log" ? undefined : items.length}
              aria-posinset={role === "log" ? undefined : index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {render(itemAt(items, index), index)}
            </div>
          ))}
        </div>
        {footer}
      </div>
      {isSticky && !end.isAtEnd && (
        <button
          type="button"
          onClick={end.scrollToEnd}
          className="absolute bottom-3 left-1/2 inline-flex h-7 -translate-x-1/2 items-center gap-1 rounded-full bg-raised px-3 text-sm font-medium text-strong shadow-raised hover:bg-hover max-desk:h-11"
        >
          <ArrowDown aria-hidden size={13} />
          Latest
        </button>
      )}
    </div>
  );
}

/** The virtualizer only asks for what `count` allows, so the item is there. */
function itemAt<T>(items: readonly T[], index: number): T {
  return items[index] as T; // an index below `count`, which is `items.length`
}

interface End {
  /** False as soon as the reader has scrolled away from it. */
  readonly isAtEnd: boolean;
  readonly scrollToEnd: () => void;
  readonly onScroll: () => void;
}

/**
 * Stays at the end while `growth` changes. The virtualizer's own following would go on for frames after the reader has scrolled away;
 * this one looks, at each growth, whether the reader has moved since it last held the end.
 */
function useEnd(scroller: RefObject<HTMLDivElement | null>, isSticky: boolean, growth: string): End {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const held = useRef<number>(0);
  const isHeld = useRef(true);
  const hold = (element: HTMLDivElement) => {
    element.scrollTop = element.scrollHeight;
    held.current = element.scrollTop;
    isHeld.current = true;
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !isSticky || !isHeld.current) return;
    if (element.scrollTop >= held.current - END_PX || isNearEnd(element)) hold(element);
  }, [scroller, isSticky, growth]);
  return {
    isAtEnd,
    scrollToEnd: () => {
      if (scroller.current) hold(scroller.current);
    },
    onScroll: () => {
      if (!scroller.current) return;
      isHeld.current = isNearEnd(scroller.current);
      if (isHeld.current) held.current = scroller.current.scrollTop;
      setIsAtEnd(isHeld.current);
    },
  };
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight <= END_PX;
}

function useReachStart<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  onReachStart: (() => void) | undefined,
): () => void {
  const reported = useRef<string>(undefined);
  const [first] = items;
  const firstKey = first === undefined ? undefined : keyOf(first);
  return () => {
    if (!onReachStart || firstKey === undefined || reported.current === firstKey) return;
    reported.current = firstKey;
    onReachStart();
  };
}
