// The fleet of the project that the page shows, kept live.
import {
  useBoard,
  useCommand,
  useConnection,
  useOrchestrator,
  useProject,
  useView,
} from "../../feed/hooks.ts";
import type { FleetWays } from "./acts.ts";
import { FleetView } from "./fleet-view.tsx";

export function FleetScreen(ways: FleetWays) {
  const { kind } = useConnection();
  const isKnown = useView(({ epoch }) => epoch !== null);
  return (
    <FleetView
      {...ways}
      orchestrator={useOrchestrator()}
      model={useProject()?.model ?? null}
      rows={useBoard()}
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
