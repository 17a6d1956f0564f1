// What no client of ours sends, whoever it is: told apart before anybody is asked who they are.
import type { OwnOrigins } from "./origins.ts";
import {
  type GuardRefusal,
  type GuardRequest,
  headerOf,
  refuse,
  refuseUnlessJson,
  shown,
} from "./request.ts";
import { trickIn } from "./request-target.ts";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Each of these decides something. Of two values, one program might go by the first and the next by the last. */
const SINGLE_HEADERS = [
  "origin",
  "authorization",
  "content-type",
  "content-length",
  "transfer-encoding",
  "x-jarvis-csrf",
  "upgrade",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
];

export function refuseForm(request: GuardRequest, own: OwnOrigins): GuardRefusal | null {
  const trick = trickIn(request.path);
  if (trick !== null)
    return refuse(
      400,
      "bad-target",
      `Did not read the address of this request: it has ${trick}. Send a plain path.`,
    );
  const repeated = SINGLE_HEADERS.find((name) => (request.headers.get(name)?.length ?? 0) > 1);
  if (repeated !== undefined)
    return refuse(
      400,
      "repeated-header",
      `Did not read this request: ${repeated} came more than once. Send it once.`,
    );
  return refuseHost(request, own) ?? refuseMethod(request);
}

/**
 * Stops DNS rebinding: a page whose name was pointed at this machine still sends its own name. `X-Forwarded-Host` and its like are never
 * looked at, since anybody can send them.
 */
function refuseHost({ headers }: GuardRequest, { hosts }: OwnOrigins): GuardRefusal | null {
  const [host, ...more] = headers.get("host") ?? [];
  if (host !== undefined && more.length === 0 && hosts.has(host)) return null;
  const several = more.length > 0 ? "several Hosts" : null;
  const found = several ?? (host === undefined ? "no Host" : `Host ${shown(host)}`);
  const ours = [...hosts.keys()].join(", ");
  return refuse(
    421,
    "not-our-host",
    `Did not answer a request with ${found}: this daemon is ${ours}. Use one of these, or add the address as a public origin.`,
  );
}

function refuseMethod(request: GuardRequest): GuardRefusal | null {
  const { method, isUpgrade } = request;
  if (!METHODS.includes(method))
    return refuse(
      405,
      "method",
      `Did not do ${shown(method)}: this daemon knows ${METHODS.join(", ")}. Use one of these.`,
    );
  if (!isUpgrade || (method === "GET" && headerOf(request, "upgrade")?.toLowerCase() === "websocket"))
    return null;
  return refuse(
    400,
    "bad-upgrade",
    "Did not change the protocol: a GET can become a WebSocket, and nothing else. Ask for that.",
  );
}

/** Whoever sends it: a body that is not JSON is for no route. */
export function refuseBody(request: GuardRequest): GuardRefusal | null {
  const hasBody =
    request.headers.has("transfer-encoding") || (headerOf(request, "content-length") ?? "0") !== "0";
  return hasBody ? refuseUnlessJson(request) : null;
}
