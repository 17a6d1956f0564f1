// Who is signed in here, as the connection needs to know it: the proof that goes with every change, and whether there still is a session.
import type { Session } from "../../../src/wire/reads.ts";
import { pathTo } from "../../../src/wire/routes.ts";

export type SessionState =
  /** `csrf` goes as `x-jarvis-csrf` with everything that changes something. */
  | { readonly kind: "signed-in"; readonly csrf: string }
  | { readonly kind: "signed-out" }
  | { readonly kind: "unreachable" };

let known: SessionState | undefined;
let underWay: Promise<SessionState> | undefined;

/** Asks the daemon. Calls that come while one is under way share its answer. Never throws: not to get through is a state. */
export function readSession(): Promise<SessionState> {
  underWay ??= askSession()
    .then((state) => {
      known = state;
      return state;
    })
    .finally(() => {
      underWay = undefined;
    });
  return underWay;
}

/** The value for `x-jarvis-csrf`; empty when nobody is signed in, which the daemon then says itself. */
export async function readCsrf(): Promise<string> {
  const state = known?.kind === "signed-in" ? known : await readSession();
  return state.kind === "signed-in" ? state.csrf : "";
}

/** An answer said that this browser's session is over: the next change asks anew. */
export function noteSignedOut(): void {
  known = { kind: "signed-out" };
}

async function askSession(): Promise<SessionState> {
  try {
    const response = await fetch(pathTo("session"), { headers: { accept: "application/json" } });
    if (response.status === 401 || response.status === 403) return { kind: "signed-out" };
    if (!response.ok) return { kind: "unreachable" };
    // The page and this answer come from the same daemon, so it is of the shape that both were built with.
    const { csrf } = (await response.json()) as Session;
    return { kind: "signed-in", csrf };
  } catch {
    // Nobody answers, or somebody else does: whoever asked tells the user, with what they were about.
    return { kind: "unreachable" };
  }
}
