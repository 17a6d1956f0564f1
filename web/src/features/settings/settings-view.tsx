// What the user decides for this machine: the model, the look, the projects.
import type { ReactNode } from "react";
import { AboutSection, type AboutSectionProps } from "./about-section.tsx";
import { type Appearance, AppearanceSection } from "./appearance-section.tsx";
import { ModelSection, type ModelSectionProps } from "./model-section.tsx";
import { ProjectSection, type ProjectSectionProps } from "./project-section.tsx";

export type SettingsViewProps = ModelSectionProps &
  Appearance &
  ProjectSectionProps &
  AboutSectionProps & {
    /** The way into a time in which nobody watches. */
    readonly awaySlot?: ReactNode;
  };

export function SettingsView(props: SettingsViewProps) {
  return (
    <div role="region" aria-label="Settings" tabIndex={0} className="scroll-area focus-inset min-h-0 flex-1">
      <div className="mx-auto flex max-w-3xl flex-col gap-4 px-4 py-5 max-desk:px-3">
        <h1 className="text-lg font-semibold text-strong">Settings</h1>
        <ModelSection model={props.model} choose={props.choose} />
        {props.awaySlot}
        <AppearanceSection theme={props.theme} onTheme={props.onTheme} />
        <ProjectSection
          project={props.project}
          readProjects={props.readProjects}
          open={props.open}
          onOpenProject={props.onOpenProject}
        />
        <AboutSection readDaemon={props.readDaemon} />
      </div>
    </div>
  );
}
