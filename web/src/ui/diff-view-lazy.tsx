// The diff view, fetched when a diff is first shown: it is a tenth of all code and not on the way to the conversation.
import { lazy, Suspense } from "react";
import type { DiffViewProps } from "./diff-view.tsx";
import { Loading } from "./skeleton.tsx";

const DiffView = lazy(() => import("./diff-view.tsx").then((module) => ({ default: module.DiffView })));

export function LazyDiffView(props: DiffViewProps) {
  return (
    <Suspense fallback={<Loading label="Opening the diff" />}>
      <DiffView {...props} />
    </Suspense>
  );
}
