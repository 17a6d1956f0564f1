// Who of a home is alive, for somebody who does not run its daemon.
import { createProcesses } from "../adapters/processes-posix/processes.ts";

export function liveProcesses(home: string): readonly number[] {
  return createProcesses({ home })
    .list()
    .map(({ pid }) => pid);
}
