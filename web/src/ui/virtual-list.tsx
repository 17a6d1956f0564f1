// A long list of which only the visible part exists. It can stay at its end while things are added, without stealing the scroll.
import { elementScroll, useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { ArrowDown } from "lucide-react";
import {
  type ReactNode,
  type Ref,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

const OVERSCAN = 6;
/** This near to the end counts as being there. */
const END_PX = 48;
/** A scroll within so long after the reader's hand moved is the reader's: a wheel's momentum, a page by key. */
const MOVING_MS = 1_000;
const MOVES = ["wheel", "touchmove", "pointerdown", "pointerup", "keydown"] as const;
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
  const end = useEnd(scroller, isSticky);
  const { hold: holdEnd } = end;
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.estimatePx,
    getItemKey: (index) => keyOf(itemAt(items, index)),
    overscan: OVERSCAN,
    anchorTo: isSticky ? "end" : "start",
    // It moves the view when items above turn out larger or smaller; whoever reads the end is held there, and nowhere else.
    scrollToFn: (offset, options, instance) => {
      if (!holdEnd()) elementScroll(offset, options, instance);
    },
  });
  const growth = `${items.length} ${virtual.getTotalSize()}`;
  useLayoutEffect(() => void holdEnd(), [holdEnd, growth]);
  useImperativeHandle(handle, () => ({
    scrollToIndex: (index) => {
      end.letGo();
      virtual.scrollToIndex(index, { align: "center" });
    },
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
  /** Goes to the end when the reader is to stay there; false: the reader is elsewhere. */
  readonly hold: () => boolean;
  /** The reader goes elsewhere, by something else than a scroll. */
  readonly letGo: () => void;
  /** False as soon as the reader has scrolled away from it. */
  readonly isAtEnd: boolean;
  readonly scrollToEnd: () => void;
  readonly onScroll: () => void;
}

/**
 * Stays at the end while the list grows. The virtualizer's own following would go on for frames after the reader has scrolled away;
 * this one looks, at each growth, whether the reader has moved since it last held the end.
 */
function useEnd(scroller: RefObject<HTMLDivElement | null>, isSticky: boolean): End {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const held = useRef<number>(0);
  const isHeld = useRef(true);
  const movedAt = useRef(Number.NEGATIVE_INFINITY);
  const hold = (element: HTMLDivElement) => {
    held.current = toEnd(element);
    isHeld.current = true;
  };
  // When the box itself gets smaller or larger, whoever read the end still reads the end.
  useEffect(() => {
    const element = scroller.current;
    if (!element || !isSticky) return undefined;
    let frame = 0;
    // In the next frame: what is moved while sizes are observed would be observed again.
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (isHeld.current) hold(element);
      });
    });
    observer.observe(element);
    // Wheel, finger, keys, scroll bar: what the reader moves the list with.
    const move = ({ type }: Event) => {
      // A drag of the scroll bar lasts until the pointer is let go.
      movedAt.current = type === "pointerdown" ? Number.POSITIVE_INFINITY : performance.now();
    };
    for (const type of MOVES) element.addEventListener(type, move, { passive: true });
    return () => {
      for (const type of MOVES) element.removeEventListener(type, move);
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [scroller, isSticky]);
  const holdIfHeld = useCallback((): boolean => {
    const element = scroller.current;
    if (!isSticky || !isHeld.current || element === null) return false;
    // A reader who moves up at this moment, by a scroll that is not told of yet, is elsewhere.
    if (isRecent(movedAt.current) && element.scrollTop < held.current - 1) return false;
    held.current = toEnd(element);
    return true;
  }, [scroller, isSticky]);
  return {
    isAtEnd,
    hold: holdIfHeld,
    letGo: () => {
      isHeld.current = false;
      movedAt.current = performance.now();
    },
    scrollToEnd: () => {
      if (scroller.current) hold(scroller.current);
    },
    onScroll: () => {
      if (!scroller.current || !isSticky) return;
      // Sizes that become known and lists that grow scroll as well: only its reader leaves the end.
      if (isRecent(movedAt.current) || !isHeld.current) isHeld.current = isNearEnd(scroller.current);
      if (isHeld.current) hold(scroller.current);
      setIsAtEnd(isHeld.current);
    },
  };
}

function isRecent(at: number): boolean {
  return performance.now() - at < MOVING_MS;
}

/** @returns where the end is */
function toEnd(element: HTMLElement): number {
  element.scrollTop = element.scrollHeight;
  return element.scrollTop;
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
