// Who asks, as the guard has found out, on its way through the router.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../guard/guard.ts";
import type { GuardRequest } from "../guard/request.ts";

/** What a route finds in `c.env`. Without `caller` nothing is answered: then the guard was not asked. */
export interface AppEnv {
  readonly Bindings: {
    readonly incoming: IncomingMessage;
    readonly outgoing: ServerResponse;
    readonly caller: Caller;
    readonly guardRequest: GuardRequest;
  };
}

/** In whose name a command is given; the command line and other holders of the token are one. */
export function sessionOf(caller: Caller): string {
  return caller.kind === "cookie" ? caller.session : caller.kind;
}

/** Asked again before anything is sent to a client that stays connected. */
export function isStillSignedIn(caller: Caller, isLive: (session: string) => boolean): boolean {
  switch (caller.kind) {
    case "cookie":
      return isLive(caller.session);
    case "bearer":
      return true;
    case "public":
      return false;
    default:
      return caller satisfies never;
  }
}
