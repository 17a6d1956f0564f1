// The settings of the daemon and of the project that the page shows.
import { useProject } from "../../feed/hooks.ts";
import { chooseModel, openProject, readDaemon, readProjects } from "../../feed/reads.ts";
import type { Appearance } from "./appearance-section.tsx";
import { SettingsView, type SettingsViewProps } from "./settings-view.tsx";

export type SettingsScreenProps = Appearance & Pick<SettingsViewProps, "onOpenProject" | "awaySlot">;

export function SettingsScreen(props: SettingsScreenProps) {
  const project = useProject();
  return (
    <SettingsView
      {...props}
      project={project}
      model={project?.model ?? null}
      choose={chooseModel}
      readProjects={readProjects}
      open={openProject}
      readDaemon={readDaemon}
    />
  );
}
