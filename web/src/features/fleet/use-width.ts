// The width that an element has at this moment.
import { type RefObject, useLayoutEffect, useState } from "react";

/** In pixels; before it is measured, that of the window. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(() => window.innerWidth);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return undefined;
    setWidthPx(measured.clientWidth);
    const observer = new ResizeObserver(() => setWidthPx(measured.clientWidth));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}
