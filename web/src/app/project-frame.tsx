// The frame of one project: its bar, its ways, its keys, around whichever screen is open.
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ProjectSummary } from "../../../src/wire/reads.ts";
import { AwayPlace } from "../features/away/away-place.tsx";
import { AsksBand } from "../features/asks/asks-band.tsx";
import { KeyboardHelp, type ShortcutHelp, useShortcutHelp } from "../ui/keyboard-help.tsx";
import { useShortcuts } from "../ui/shortcuts.ts";
import { Frame } from "./frame.tsx";
import { Nav } from "./nav.tsx";
import { ProjectSwitcher } from "./project-switcher.tsx";
import { useBar } from "./screens.tsx";

const HELP: readonly ShortcutHelp[] = [
  { keys: "g t", does: "Go to Talk" },
  { keys: "g f", does: "Go to Fleet" },
  { keys: "g r", does: "Go to Review" },
  { keys: "g s", does: "Go to Settings" },
  { keys: "?", does: "Show this help" },
  { keys: "Escape", does: "Close what is open" },
];

export interface ProjectFrameProps {
  readonly project: string;
  /** All that are open. */
  readonly projects: readonly ProjectSummary[];
}

export function ProjectFrame({ project, projects }: ProjectFrameProps) {
  const navigate = useNavigate();
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const bar = useBar(project);
  const go = (
    to: "/p/$project/talk" | "/p/$project/fleet" | "/p/$project/review" | "/p/$project/settings",
  ) => ({
    run: () => void navigate({ to, params: { project } }),
  });
  useShortcuts({
    "g t": go("/p/$project/talk"),
    "g f": go("/p/$project/fleet"),
    "g r": go("/p/$project/review"),
    "g s": go("/p/$project/settings"),
    "?": { run: () => setIsHelpOpen(true) },
  });
  useShortcutHelp("Everywhere", HELP);
  return (
    <Frame
      projectSlot={<ProjectSwitcher project={project} projects={projects} />}
      orchestratorSlot={bar.orchestrator}
      countersSlot={bar.counters}
      connectionSlot={bar.connection}
      bannerSlot={bar.banner}
      nav={<Nav project={project} needsYouCount={bar.needsYouCount} reviewCount={bar.reviewCount} />}
      onHelp={() => setIsHelpOpen(true)}
    >
      <AwayPlace />
      <AsksBand />
      <Outlet />
      <KeyboardHelp isOpen={isHelpOpen} onClose={() => setIsHelpOpen(false)} />
    </Frame>
  );
}
