// The addresses that are ours. Fixed when the daemon starts; nothing that a request says is ever added or compared with itself.

/** Host names that cannot lead to another machine. */
const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"] as const;
const LOOPBACK_ADDRESSES = ["127.0.0.1", "::1", "localhost"];

export interface OwnOrigins {
  /** The Host header of each origin → whether browsers come to it by https. */
  readonly hosts: ReadonlyMap<string, { readonly isSecure: boolean }>;
  readonly origins: ReadonlySet<string>;
}

/** A setting that would leave a hole, found before the server listens. */
export class GuardMisconfigured extends Error {
  readonly code = "guard-misconfigured";
  readonly retry = "after-change";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GuardMisconfigured";
  }
}

/**
 * The three loopback names at `port`, and each public origin.
 * @throws GuardMisconfigured
 */
export function ownOrigins(port: number, publicOrigins: readonly string[]): OwnOrigins {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new GuardMisconfigured(`The guard needs the port that the server has, 1 to 65535; got ${port}.`);
  for (const problem of publicOrigins.map(problemOf))
    if (problem !== null) throw new GuardMisconfigured(problem);
  const hosts = new Map<string, { readonly isSecure: boolean }>();
  const origins = new Set<string>();
  for (const origin of [...LOOPBACK_NAMES.map((name) => `http://${name}:${port}`), ...publicOrigins]) {
    // URL leaves out a port that the scheme implies, as browsers do in Host and Origin.
    const url = new URL(origin);
    const isSecure = url.protocol === "https:";
    if (hosts.get(url.host)?.isSecure === !isSecure)
      throw new GuardMisconfigured(`${url.host} is given with http and with https; it can only be one.`);
    hosts.set(url.host, { isSecure });
    origins.add(url.origin);
  }
  return { hosts, origins };
}

export type BindDecision =
  | { readonly kind: "allowed" }
  | { readonly kind: "refused"; readonly message: string };

/**
 * Whether the server may listen on `host`: on loopback always, elsewhere only when an https origin says by what name it is reached.
 * To be asked before `listen`; a refusal ends the start.
 */
export function checkBind({
  host,
  publicOrigins,
}: {
  readonly host: string;
  readonly publicOrigins: readonly string[];
}): BindDecision {
  for (const origin of publicOrigins) {
    const problem = problemOf(origin);
    if (problem !== null) return { kind: "refused", message: problem };
  }
  const isReachedByHttps = publicOrigins.some((origin) => origin.startsWith("https:"));
  if (LOOPBACK_ADDRESSES.includes(host) || isReachedByHttps) return { kind: "allowed" };
  return {
    kind: "refused",
    message:
      `Did not listen on ${JSON.stringify(host)}: other machines could reach it, and no public https origin is given. ` +
      "Listen on 127.0.0.1 (behind ssh -L or an https proxy on this machine), or also give the https origin that browsers will use.",
  };
}

/** Plain http is for this machine only (`ssh -L` on another port): elsewhere it shows cookie and token to the network. */
function problemOf(origin: string): string | null {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  const shown = JSON.stringify(origin.slice(0, 100));
  // URL takes `*` as a letter; nobody who writes it means that.
  if (url === null || url.origin !== origin || url.hostname.includes("*"))
    return `Did not take ${shown} as a public origin: expected just a scheme, a name and a port, like https://jarvis.example.org.`;
  const isLoopback = LOOPBACK_NAMES.some((name) => name === url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback)) return null;
  return `Did not take ${shown} as a public origin: found ${url.protocol}, which shows the sign-in to the network. Give an https origin.`;
}
