// The fleet of the project that the page shows, kept live.
import {
  useBoard,
  useCommand,
  useConnection,
  useLocalRows,
  useLocalTime,
  useOrchestrator,
  useProject,
  useRunProgram,
  useView,
} from "../../feed/hooks.ts";
import type { OrchestratorRow } from "../../../../src/wire/rows.ts";
import type { FleetWays } from "./acts.ts";
import { FleetView } from "./fleet-view.tsx";

export function FleetScreen(ways: FleetWays) {
  const { kind } = useConnection();
  const orchestrator = useLocalOrchestrator();
  const project = useProject();
  const isKnown = useView(({ epoch }) => epoch !== null);
  return (
    <FleetView
      {...ways}
      orchestrator={orchestrator}
      model={project?.model ?? null}
      budget={project?.budget ?? null}
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
      runProgram={useRunProgram()}
    />
  );
}

/** With its instants by this browser's clock; 0, for never, stays 0. */
function useLocalOrchestrator(): OrchestratorRow | null {
  const local = useLocalTime();
  const row = useOrchestrator();
  if (row === null) return null;
  return {
    ...row,
    since: row.since === 0 ? 0 : local(row.since),
    quietSince: row.quietSince === null ? null : local(row.quietSince),
  };
}
