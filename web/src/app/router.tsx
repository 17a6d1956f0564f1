// Every address of the page. A project's screens lie under its id and share one frame.
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { FeedProvider } from "../feed/feed-context.tsx";
import { NoProject, NotFound, NoSessionScreen, Opening } from "./outside.tsx";
import { ProjectFrame } from "./project-frame.tsx";
import { FleetScreen, ReviewScreen, SettingsScreen, TalkScreen, WorkerScreen } from "./screens.tsx";
import { readSession } from "./session.ts";

const root = createRootRouteWithContext()({
  loader: ({ abortController }) => readSession(abortController.signal),
  staleTime: Infinity,
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
  component: NoProject,
});

const project = createRoute({
  getParentRoute: () => root,
  path: "/p/$project",
  component: function Project() {
    const { project: id } = project.useParams();
    return (
      <FeedProvider project={id}>
        <ProjectFrame project={id} session={root.useLoaderData()} />
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

const settings = createRoute({
  getParentRoute: () => project,
  path: "/settings",
  component: function Settings() {
    return <SettingsScreen {...settings.useParams()} />;
  },
});

const routeTree = root.addChildren([
  home,
  project.addChildren([projectHome, talk, fleet, worker, review, settings]),
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
