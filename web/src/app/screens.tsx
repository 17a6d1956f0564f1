// Where the features meet the page: each screen by its address, and what the bar above shows of the project.
import { useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTalkBar } from "../features/talk/bar/use-talk-bar.tsx";
import { TalkScreen as Talk } from "../features/talk/talk-screen.tsx";
import { Loading } from "../ui/skeleton.tsx";
import { useTheme } from "./theme.ts";

const Fleet = lazy(async () => ({
  default: (await import("../features/fleet/fleet-screen.tsx")).FleetScreen,
}));
const Worker = lazy(async () => ({
  default: (await import("../features/worker/worker-screen.tsx")).WorkerScreen,
}));
const Review = lazy(async () => ({
  default: (await import("../features/review/review-screen.tsx")).ReviewScreen,
}));
const Settings = lazy(async () => ({
  default: (await import("../features/settings/settings-screen.tsx")).SettingsScreen,
}));

export interface InProject {
  readonly project: string;
}

export function TalkScreen({ project }: InProject) {
  const navigate = useNavigate();
  return (
    <Talk
      onOpenWorker={(run) => void navigate({ to: "/p/$project/worker/$run", params: { project, run } })}
      onOpenReview={(ticket) =>
        void navigate({ to: "/p/$project/review/$ticket", params: { project, ticket } })
      }
      onOpenSettings={() => void navigate({ to: "/p/$project/settings", params: { project } })}
    />
  );
}

export function FleetScreen({ project }: InProject) {
  return (
    <Suspense fallback={<Loading label="Opening the fleet" />}>
      <Fleet {...useWays(project)} />
    </Suspense>
  );
}

export function WorkerScreen({ project, run }: InProject & { readonly run: string }) {
  return (
    <Suspense fallback={<Loading label={`Opening ${run}`} />}>
      <Worker {...useWays(project)} run={run} />
    </Suspense>
  );
}

export function ReviewScreen({ project, ticket }: InProject & { readonly ticket: string }) {
  return (
    <Suspense fallback={<Loading label="Opening the review" />}>
      <Review {...useWays(project)} ticket={ticket} />
    </Suspense>
  );
}

export function SettingsScreen(_at: InProject) {
  const router = useRouter();
  const navigate = useNavigate();
  const [theme, setTheme] = useTheme();
  const openProject = async (project: string) => {
    // The list of projects in the bar was read when the page opened.
    await router.invalidate();
    await navigate({ to: "/p/$project/talk", params: { project } });
  };
  return (
    <Suspense fallback={<Loading label="Opening the settings" />}>
      <Settings theme={theme} onTheme={setTheme} onOpenProject={(id) => void openProject(id)} />
    </Suspense>
  );
}

/** The ways from one screen to the others. */
function useWays(project: string) {
  const navigate = useNavigate();
  return {
    onOpenTalk: () => void navigate({ to: "/p/$project/talk", params: { project } }),
    onOpenFleet: () => void navigate({ to: "/p/$project/fleet", params: { project } }),
    onOpenWorker: (run: string) => void navigate({ to: "/p/$project/worker/$run", params: { project, run } }),
    onOpenReview: (ticket: string) =>
      void navigate({ to: "/p/$project/review/$ticket", params: { project, ticket } }),
  };
}

export interface Bar {
  readonly orchestrator?: ReactNode;
  readonly counters?: ReactNode;
  readonly connection?: ReactNode;
  readonly banner?: ReactNode;
  readonly needsYouCount: number;
}

/** What the bar shows of a project, kept live. */
export function useBar(project: string): Bar {
  const navigate = useNavigate();
  return useTalkBar({
    onOpenSettings: () => void navigate({ to: "/p/$project/settings", params: { project } }),
  });
}
