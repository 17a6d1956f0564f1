// The feeds of all open projects, each made when somebody first asks for it.
import type { DaemonAccess, LiveProject } from "../access.ts";
import { createFeed, type Feed } from "./feed.ts";
import type { Timers } from "./timers.ts";

export interface Feeds {
  of(project: LiveProject): Feed;
  /** Every client is told that the server goes. */
  close(): void;
}

export function createFeeds(options: {
  readonly daemon: Pick<DaemonAccess, "projects" | "onProjects">;
  readonly timers: Timers;
  readonly onDefect: (where: string, error: unknown) => void;
}): Feeds {
  const { daemon, timers } = options;
  const feeds = new Map<LiveProject, Feed>();

  function closeAll(isOver: (project: LiveProject) => boolean): void {
    for (const [project, feed] of feeds) {
      if (!isOver(project)) continue;
      feeds.delete(project);
      feed.close();
    }
  }

  const stop = daemon.onProjects(() => {
    const open = new Set(daemon.projects());
    closeAll((project) => !open.has(project));
  });

  return {
    of: (project) => {
      const known = feeds.get(project);
      if (known !== undefined) return known;
      const feed = createFeed({
        project,
        timers,
        onDefect: (error) => options.onDefect(`the feed of ${project.name}`, error),
      });
      feeds.set(project, feed);
      return feed;
    },
    close: () => {
      stop();
      closeAll(() => true);
    },
  };
}
