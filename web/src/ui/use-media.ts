// What the window is like: narrow as a phone, or not.
import { useSyncExternalStore } from "react";

/** The same width as `--breakpoint-desk` of theme.css. */
const NARROW = "(width < 900px)";

export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(NARROW);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}
