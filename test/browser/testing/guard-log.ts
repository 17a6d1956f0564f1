// A guard that writes down what it decided, so that a test sees the daemon's side of what a page tried.
import { createGuard, type Guard, type GuardOptions } from "../../../src/server/guard/guard.ts";

export interface Decided {
  readonly method: string;
  readonly path: string;
  /** By the name that the hostile page gave it; empty for what is none of its attempts. */
  readonly attack: string;
  readonly isAllowed: boolean;
  /** Of a refusal; 0 when it was allowed. */
  readonly status: number;
}

export interface GuardLog {
  readonly decided: Decided[];
  makeGuard(options: GuardOptions): Guard;
}

/** `isOff`: everybody may do everything, as the holder of the token may. */
export function createGuardLog({ isOff }: { readonly isOff: boolean }): GuardLog {
  const decided: Decided[] = [];
  return {
    decided,
    makeGuard: (options) => {
      const guard = createGuard(options);
      return {
        ...guard,
        decide: (request) => {
          const decision = isOff
            ? ({ kind: "allowed", as: { kind: "bearer" } } as const)
            : guard.decide(request);
          decided.push({
            method: request.isUpgrade ? "upgrade" : request.method,
            path: request.path,
            attack: /[?&]attack=([\w-]+)/.exec(request.path)?.[1] ?? "",
            isAllowed: decision.kind === "allowed",
            status: decision.kind === "allowed" ? 0 : decision.status,
          });
          return decision;
        },
      };
    },
  };
}
