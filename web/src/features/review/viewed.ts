// Which files of a run its reader has been through, at which commit; kept in the browser. A new commit asks for new eyes.
import { useState } from "react";
import { readStored, writeStored } from "../../ui/stored.ts";

const KEY = "viewed";
/** Runs that are remembered; the one that was ticked longest ago is forgotten first. */
const RUNS_MAX = 50;

interface Viewed {
  readonly run: string;
  readonly head: string;
  readonly paths: readonly string[];
}

export interface ViewedFiles {
  readonly isViewed: (path: string) => boolean;
  readonly setViewed: (path: string, isViewed: boolean) => void;
}

export function useViewed(run: string, head: string): ViewedFiles {
  const [, setCount] = useState(0);
  const all = readAll();
  const paths = all.find((one) => one.run === run && one.head === head)?.paths ?? [];
  return {
    isViewed: (path) => paths.includes(path),
    setViewed: (path, isViewed) => {
      const others = readAll().filter((one) => one.run !== run);
      const next = [...paths.filter((one) => one !== path), ...(isViewed ? [path] : [])];
      writeStored(KEY, JSON.stringify([...others, { run, head, paths: next }].slice(-RUNS_MAX)));
      setCount((count) => count + 1);
    },
  };
}

function readAll(): readonly Viewed[] {
  try {
    const all: unknown = JSON.parse(readStored(KEY) ?? "[]");
    return Array.isArray(all) ? all.filter(isViewedRun) : [];
  } catch {
    // Not ours, or cut: nothing is known to have been viewed.
    return [];
  }
}

function isViewedRun(value: unknown): value is Viewed {
  return (
    typeof value === "object" &&
    value !== null &&
    "run" in value &&
    "head" in value &&
    "paths" in value &&
    Array.isArray(value.paths)
  );
}
