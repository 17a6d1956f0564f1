// Who is signed in here and which projects are open: one answer of the daemon, asked for by the page and by its connections alike.
import { createStore } from "zustand/vanilla";
import { useStore } from "zustand";
import type { Session } from "../../../src/wire/reads.ts";
import { pathTo } from "../../../src/wire/routes.ts";

/** Why there is no session: the page says what to do about each. */
export class NoSession extends Error {
  readonly code: "signed-out" | "unreachable" | "not-understood";
  constructor(code: NoSession["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NoSession";
    this.code = code;
  }
}

interface Known {
  /** The last one that was read; what cannot be read anew stays. */
  readonly session: Session | null;
  /** False once an answer said that it is over. */
  readonly isSignedIn: boolean;
}

const known = createStore<Known>(() => ({ session: null, isSignedIn: false }));
let underWay: Promise<Session> | undefined;

/** Asks the daemon. Calls that come while one is under way share its answer. @throws NoSession */
export function readSession(): Promise<Session> {
  underWay ??= askSession()
    .then((session) => {
      known.setState({ session, isSignedIn: true });
      return session;
    })
    .catch((error: unknown) => {
      if (error instanceof NoSession && error.code === "signed-out") noteSignedOut();
      throw error;
    })
    .finally(() => {
      underWay = undefined;
    });
  return underWay;
}

/** The same for whoever can do without: a daemon that is away is told by the connection, and what was known stays. */
export async function refreshSession(): Promise<void> {
  await readSession().catch((error: unknown) => error);
}

/** Read anew whenever the reader comes back to the page: a project may have been opened from a terminal meanwhile. */
export function followSession(): () => void {
  const look = () => {
    if (document.visibilityState === "visible") void refreshSession();
  };
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    removeEventListener("focus", look);
    document.removeEventListener("visibilitychange", look);
  };
}

/** The last that was read, live; null before the first. */
export function useSession(): Session | null {
  return useStore(known, ({ session }) => session);
}

/** Asks anew. Not to get through is no answer to this. */
export function isSignedOut(): Promise<boolean> {
  return readSession().then(
    () => false,
    (error: unknown) => error instanceof NoSession && error.code === "signed-out",
  );
}

/** The value for `x-jarvis-csrf`; empty when nobody is signed in, which the daemon then says itself. */
export async function readCsrf(): Promise<string> {
  if (!known.getState().isSignedIn) await refreshSession();
  const { session, isSignedIn } = known.getState();
  return isSignedIn && session !== null ? session.csrf : "";
}

/** An answer said that this browser's session is over: the next change asks anew. */
export function noteSignedOut(): void {
  known.setState({ isSignedIn: false });
}

async function askSession(): Promise<Session> {
  const address = pathTo("session");
  const response = await fetch(address, { headers: { accept: "application/json" } }).catch(
    (error: unknown) => {
      throw new NoSession("unreachable", `GET ${address} got no answer.`, { cause: error });
    },
  );
  if (response.status === 401 || response.status === 403)
    throw new NoSession("signed-out", `GET ${address} answered ${response.status}.`);
  if (!response.ok) throw new NoSession("not-understood", `GET ${address} answered ${response.status}.`);
  const said: unknown = await response.json().catch((error: unknown) => {
    throw new NoSession("not-understood", `GET ${address} answered no JSON.`, { cause: error });
  });
  if (!isSession(said))
    throw new NoSession("not-understood", `GET ${address} answered without csrf, version and projects.`);
  return said;
}

/** By hand, since the schema would bring its whole library into the first download; it is our own server's answer. */
function isSession(said: unknown): said is Session {
  return (
    isRecord(said) &&
    typeof said["csrf"] === "string" &&
    typeof said["version"] === "string" &&
    Array.isArray(said["projects"]) &&
    said["projects"].every(
      (project: unknown) =>
        isRecord(project) &&
        typeof project["id"] === "string" &&
        typeof project["name"] === "string" &&
        typeof project["root"] === "string",
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
