// Where the bar of a time away stands: its code is fetched when there is something to say, and stays for the report on return.
import { useState } from "react";
import { useProject } from "../../feed/hooks.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";

const AwayBar = lazyPart(async () => (await import("./away-bar.tsx")).AwayBar, {
  loading: "Opening what goes on while you are away",
  failed: "What goes on while you are away could not be shown.",
});

export function AwayPlace() {
  const project = useProject();
  const isNeeded = (project?.away ?? null) !== null || (project?.fuse ?? null) !== null;
  const [wasNeeded, setWasNeeded] = useState(false);
  if (isNeeded && !wasNeeded) setWasNeeded(true);
  return wasNeeded || isNeeded ? <AwayBar /> : null;
}
