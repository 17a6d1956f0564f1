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
import type { OrchestratorRow } from "../../../../src/wire/rows.ts";
import type { FleetWays } from "./acts.ts";
import { FleetView } from "./fleet-view.tsx";

export function FleetScreen(ways: FleetWays) {
  const { kind } = useConnection();
  const orchestrator = useLocalOrchestrator();
  const isKnown = useView(({ epoch }) => epoch !== null);
  return (
    <FleetView
      {...ways}
      orchestrator={orchestrator}
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

/** With its instant by this browser's clock; 0, for never, stays 0. */
function useLocalOrchestrator(): OrchestratorRow | null {
  const local = useLocalTime();
  const row = useOrchestrator();
  return row === null || row.since === 0 ? row : { ...row, since: local(row.since) };
}
