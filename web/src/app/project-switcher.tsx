// Which project the page shows, and the way to the others that this daemon has open.
import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown } from "lucide-react";
import type { ProjectSummary } from "../../../src/wire/reads.ts";
import { refreshSession } from "../feed/session.ts";
import { Menu } from "../ui/menu.tsx";

export interface ProjectSwitcherProps {
  readonly project: string;
  readonly projects: readonly ProjectSummary[];
}

export function ProjectSwitcher({ project, projects }: ProjectSwitcherProps) {
  const navigate = useNavigate();
  const current = projects.find(({ id }) => id === project);
  const name = current?.name ?? "Unknown project";
  return (
    <Menu
      label="Projects"
      // One may have been opened from a terminal since the page came here.
      onOpen={() => void refreshSession()}
      trigger={
        <button
          type="button"
          aria-label={`Project: ${name}`}
          className="-mx-1 flex h-7 max-w-52 items-center gap-1 rounded-md px-1.5 font-semibold text-strong hover:bg-hover max-desk:h-11"
        >
          <span className="truncate">{name}</span>
          <ChevronsUpDown aria-hidden size={13} className="shrink-0 text-faint" />
        </button>
      }
      items={[
        ...projects.map(({ id, name: label, root }) => ({
          id,
          label,
          hint: root,
          isChecked: id === project,
          onSelect: () => void navigate({ to: "/p/$project/talk", params: { project: id } }),
        })),
        "separator",
        {
          id: "open another",
          label: "Open another…",
          onSelect: () => void navigate({ to: "/p/$project/settings", params: { project } }),
        },
      ]}
    />
  );
}
