// Every address of the page. A project's screens lie under its id and share one frame.
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { useEffect } from "react";
import { FeedProvider } from "../feed/feed-context.tsx";
import { followSession, readSession, useSession } from "../feed/session.ts";
import { NoProject, NotFound, NoSessionScreen, Opening } from "./outside.tsx";
import { ProjectFrame } from "./project-frame.tsx";
import {
  FleetScreen,
  ReviewListScreen,
  ReviewScreen,
  SettingsScreen,
  TalkScreen,
  WorkerScreen,
} from "./screens.tsx";

const root = createRootRouteWithContext()({
  loader: () => readSession(),
  staleTime: Infinity,
  component: function Root() {
    useEffect(followSession, []);
    return <Outlet />;
  },
  errorComponent: NoSessionScreen,
  pendingComponent: Opening,
  notFoundComponent: NotFound,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  loader: async ({ parentMatchPromise }) => {
    const session = (await parentMatchPromise).loaderData;
    const first = session?.projects[0];
    if (first) redirect({ to: "/p/$project/talk", params: { project: first.id }, throw: true });
  },
  component: function Home() {
    // Opened from a terminal while this stood here.
    const first = useSession()?.projects[0];
    if (first === undefined) return <NoProject />;
    return <Navigate to="/p/$project/talk" params={{ project: first.id }} replace />;
  },
});

const project = createRoute({
  getParentRoute: () => root,
  path: "/p/$project",
  component: function Project() {
    const { project: id } = project.useParams();
    const session = useSession();
    return (
      <FeedProvider project={id}>
        <ProjectFrame project={id} projects={session?.projects ?? []} />
      </FeedProvider>
    );
  },
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  beforeLoad: ({ params }) => {
    redirect({ to: "/p/$project/talk", params, throw: true });
  },
});

const talk = createRoute({
  getParentRoute: () => project,
  path: "/talk",
  component: function Talk() {
    return <TalkScreen {...talk.useParams()} />;
  },
});

const fleet = createRoute({
  getParentRoute: () => project,
  path: "/fleet",
  component: function Fleet() {
    return <FleetScreen {...fleet.useParams()} />;
  },
});

const worker = createRoute({
  getParentRoute: () => project,
  path: "/worker/$run",
  component: function Worker() {
    return <WorkerScreen {...worker.useParams()} />;
  },
});

const review = createRoute({
  getParentRoute: () => project,
  path: "/review/$ticket",
  component: function Review() {
    return <ReviewScreen {...review.useParams()} />;
  },
});

const reviews = createRoute({
  getParentRoute: () => project,
  path: "/review",
  component: function Reviews() {
    return <ReviewListScreen {...reviews.useParams()} />;
  },
});

const settings = createRoute({
  getParentRoute: () => project,
  path: "/settings",
  component: function Settings() {
    return <SettingsScreen {...settings.useParams()} />;
  },
});

const routeTree = root.addChildren([
  home,
  project.addChildren([projectHome, talk, fleet, worker, review, reviews, settings]),
]);

/** Without a history: the browser's own addresses. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({ routeTree, ...(history && { history }) });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
