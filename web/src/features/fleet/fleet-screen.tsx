// The fleet of the project that the page shows, kept live.
import {
  useBoard,
  useCommand,
  useConnection,
  useLocalRows,
  useLocalTime,
  useOrchestrator,
  useProject,
  useView,
} from "../../feed/hooks.ts";
import type { FleetWays } from "./acts.ts";
import { FleetView } from "./fleet-view.tsx";

export function FleetScreen(ways: FleetWays) {
  const { kind } = useConnection();
  const local = useLocalTime();
  const orchestrator = useOrchestrator();
  const isKnown = useView(({ epoch }) => epoch !== null);
  return (
    <FleetView
      {...ways}
      orchestrator={orchestrator === null ? null : { ...orchestrator, since: local(orchestrator.since) }}
      model={useProject()?.model ?? null}
      rows={useLocalRows(useBoard())}
      connection={
        isKnown
          ? kind === "live"
            ? "live"
            : "reconnecting"
          : kind === "reconnecting"
            ? "unreachable"
            : "opening"
      }
      run={useCommand()}
    />
  );
}
