// A part of the page whose code is fetched when it is first shown: what stands there meanwhile, and what when it cannot be had.
import { type ComponentType, lazy, Suspense, useState } from "react";
import { Button } from "./button.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { ErrorState } from "./error-state.tsx";
import { Loading } from "./skeleton.tsx";

export interface LazyPartText {
  /** "Opening the diff". */
  readonly loading: string;
  /** "The diff could not be shown." */
  readonly failed: string;
}

/** `load` is called once, and again for each "Try again". */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { loading, failed }: LazyPartText,
): ComponentType<Props> {
  const fetched = () => lazy(async () => ({ default: await load() }));
  /** A failed one would fail for ever: whoever comes after a retry begins with its result. */
  let latest = fetched();

  return function LazyPart(props: Props) {
    const [Part, setPart] = useState(() => latest);
    const again = (retry: () => void) => {
      latest = fetched();
      setPart(latest);
      retry();
    };
    return (
      <ErrorBoundary
        renderError={(error, retry) => (
          <ErrorState
            what={failed}
            todo="Try again. If it fails again, reload the page: JARVIS may have been updated meanwhile."
            detail={error instanceof Error ? error.message : String(error)}
            action={<Button onClick={() => again(retry)}>Try again</Button>}
          />
        )}
      >
        <Suspense fallback={<Loading label={loading} />}>
          <Part {...props} />
        </Suspense>
      </ErrorBoundary>
    );
  };
}
