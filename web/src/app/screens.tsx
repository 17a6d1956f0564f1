// Where the features meet the page: each screen by its address, and what the bar above shows of the project.
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTalkBar } from "../features/talk/bar/use-talk-bar.tsx";
import { TalkScreen as Talk } from "../features/talk/talk-screen.tsx";
import { refreshSession } from "../feed/session.ts";
import { lazyPart } from "../ui/lazy-part.tsx";
import { useTheme } from "./theme.ts";

const AwaySection = lazyPart(async () => (await import("../features/away/away-section.tsx")).AwaySection, {
  loading: "Opening the way out",
  failed: "The way to go away could not be shown.",
});
const Fleet = lazyPart(async () => (await import("../features/fleet/fleet-screen.tsx")).FleetScreen, {
  loading: "Opening the fleet",
  failed: "The fleet could not be shown.",
});
const Worker = lazyPart(async () => (await import("../features/worker/worker-screen.tsx")).WorkerScreen, {
  loading: "Opening the worker",
  failed: "The worker could not be shown.",
});
const Review = lazyPart(async () => (await import("../features/review/review-screen.tsx")).ReviewScreen, {
  loading: "Opening the review",
  failed: "The review could not be shown.",
});
const ReviewList = lazyPart(
  async () => (await import("../features/review/review-list-screen.tsx")).ReviewListScreen,
  {
    loading: "Opening the reviews",
    failed: "The reviews could not be shown.",
  },
);
const Settings = lazyPart(
  async () => (await import("../features/settings/settings-screen.tsx")).SettingsScreen,
  { loading: "Opening the settings", failed: "The settings could not be shown." },
);

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
  return <Fleet {...useWays(project)} />;
}

export function WorkerScreen({ project, run }: InProject & { readonly run: string }) {
  return <Worker {...useWays(project)} run={run} />;
}

export function ReviewScreen({ project, ticket }: InProject & { readonly ticket: string }) {
  return <Review {...useWays(project)} ticket={ticket} />;
}

export function ReviewListScreen({ project }: InProject) {
  return <ReviewList {...useWays(project)} />;
}

export function SettingsScreen(_at: InProject) {
  const navigate = useNavigate();
  const [theme, setTheme] = useTheme();
  const openProject = async (project: string) => {
    // The bar names it from its first moment on.
    await refreshSession();
    await navigate({ to: "/p/$project/talk", params: { project } });
  };
  return (
    <Settings
      theme={theme}
      onTheme={setTheme}
      onOpenProject={(id) => void openProject(id)}
      awaySlot={<AwaySection />}
    />
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
  readonly reviewCount: number;
}

/** What the bar shows of a project, kept live. */
export function useBar(project: string): Bar {
  const navigate = useNavigate();
  return useTalkBar({
    onOpenSettings: () => void navigate({ to: "/p/$project/settings", params: { project } }),
  });
}
