// What stands around every screen: the bar above, the ways between screens, and the place for one of them.
import { CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../ui/icon-button.tsx";
import { Mark } from "./mark.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

export interface FrameProps {
  /** Which project, and the way to another. */
  readonly projectSlot: ReactNode;
  /** What the orchestrator does at this moment. */
  readonly orchestratorSlot?: ReactNode;
  /** "3 running · 1 needs you". */
  readonly countersSlot?: ReactNode;
  /** Only while the live connection is not well. */
  readonly connectionSlot?: ReactNode;
  readonly bannerSlot?: ReactNode;
  /** The links between screens; drawn as a column at a desk and as a row at the foot of a phone. */
  readonly nav: ReactNode;
  readonly onHelp: () => void;
  readonly children: ReactNode;
}

export function Frame(props: FrameProps) {
  const { projectSlot, orchestratorSlot, countersSlot, connectionSlot, bannerSlot, nav, onHelp, children } =
    props;
  return (
    <div className="flex h-full flex-col">
      <a
        href="#screen"
        className="absolute top-1.5 left-2 z-50 -translate-y-16 rounded-md bg-primary px-3 py-1.5 text-on-primary focus:translate-y-0"
      >
        Skip to the screen
      </a>
      <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-surface px-3">
        <Mark />
        <div className="min-w-0 shrink-0 max-desk:min-w-0 max-desk:shrink">{projectSlot}</div>
        <div className="min-w-0 flex-1 overflow-hidden">{orchestratorSlot}</div>
        <div className="shrink-0 text-muted max-desk:hidden">{countersSlot}</div>
        {/* On a phone the pill beside it and the banner below say the same, and the project's name needs the room. */}
        {connectionSlot !== undefined && <div className="shrink-0 max-desk:hidden">{connectionSlot}</div>}
        <div className="-mr-1 flex shrink-0 items-center gap-0.5">
          <ThemeSwitch />
          <IconButton
            label="Keyboard shortcuts"
            keys="?"
            icon={<CircleHelp size={16} />}
            onClick={onHelp}
            className="max-desk:hidden"
          />
        </div>
      </header>
      {bannerSlot !== undefined && (
        <div className="shrink-0 border-b border-line bg-surface p-2">{bannerSlot}</div>
      )}
      <div className="flex min-h-0 flex-1 max-desk:flex-col-reverse">
        <nav
          aria-label="Screens"
          className="flex shrink-0 gap-1 border-line bg-surface p-2 max-desk:border-t max-desk:px-1 max-desk:py-0 max-desk:pb-[env(safe-area-inset-bottom)] desk:w-44 desk:flex-col desk:border-r"
        >
          {nav}
        </nav>
        <main id="screen" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
          {children}
        </main>
      </div>
    </div>
  );
}
