// Which project the screens below are of, and its live connection while they are shown.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createFeed, type Feed } from "./feed.ts";

const Context = createContext<Feed | null>(null);

export interface FeedProviderProps {
  readonly project: string;
  readonly children: ReactNode;
}

/** Connects while it is mounted. Another project is another feed: nothing of the one before is shown for it. */
export function FeedProvider({ project, children }: FeedProviderProps) {
  return (
    <Connected key={project} project={project}>
      {children}
    </Connected>
  );
}

function Connected({ project, children }: FeedProviderProps) {
  const [feed] = useState(() => createFeed(project));
  useEffect(() => feed.connect(), [feed]);
  return <FeedOf feed={feed}>{children}</FeedOf>;
}

export interface FeedOfProps {
  readonly feed: Feed;
  readonly children: ReactNode;
}

export function FeedOf({ feed, children }: FeedOfProps) {
  return <Context value={feed}>{children}</Context>;
}

class NoFeed extends Error {
  constructor() {
    super(
      "A screen asked for a project's rows outside of a FeedProvider. Put one above it, keyed by project.",
    );
    this.name = "NoFeed";
  }
}

/** @throws NoFeed outside of a FeedProvider */
export function useFeed(): Feed {
  const feed = useContext(Context);
  if (feed === null) throw new NoFeed();
  return feed;
}
