// The diff view, fetched when a diff is first shown: it is a tenth of all code and not on the way to the conversation.
import type { DiffViewProps } from "./diff-view.tsx";
import { lazyPart } from "./lazy-part.tsx";

export const LazyDiffView = lazyPart<DiffViewProps>(async () => (await import("./diff-view.tsx")).DiffView, {
  loading: "Opening the diff",
  failed: "The diff could not be shown.",
});
