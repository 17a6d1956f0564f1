// What the guard looks at, and how it says no.

/** What is decided on. `guardRequestOf` makes it from a request of node:http. */
export interface GuardRequest {
  readonly method: string;
  /** The request target as it came, query and all. */
  readonly path: string;
  /** Name in lower case → every value that came, in order: that a header came twice must be seen. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly isUpgrade: boolean;
}

export interface GuardRefusal {
  readonly kind: "refused";
  readonly status: 400 | 401 | 403 | 405 | 415 | 421;
  readonly code: RefusedBecause;
  /** What was tried, what was found, what to do. Holds no secret and no control character; is not HTML. */
  readonly message: string;
}

export type RefusedBecause =
  | "bad-target"
  | "bad-upgrade"
  | "repeated-header"
  | "not-our-host"
  | "method"
  | "not-our-origin"
  | "from-other-site"
  | "not-json"
  | "wrong-token"
  | "not-signed-in"
  | "no-origin"
  | "wrong-csrf";

export function refuse(status: GuardRefusal["status"], code: RefusedBecause, message: string): GuardRefusal {
  return { kind: "refused", status, code, message };
}

/** The first value, which is the only one of every header that decides something: `refuseForm` has seen to that. */
export function headerOf({ headers }: GuardRequest, name: string): string | undefined {
  return headers.get(name)?.[0];
}

/** Whether it can change nothing, whatever it asks for. */
export function isSafe({ method, isUpgrade }: GuardRequest): boolean {
  return !isUpgrade && (method === "GET" || method === "HEAD");
}

/** Types that a form of another site can send without asking first (`text/plain` and its like) are never read. */
export function refuseUnlessJson(request: GuardRequest): GuardRefusal | null {
  const type = headerOf(request, "content-type");
  if (type !== undefined && /^application\/json *(; *charset="?utf-8"?)?$/i.test(type)) return null;
  const found = type === undefined ? "no Content-Type" : `Content-Type ${shown(type)}`;
  return refuse(415, "not-json", `Did not read the body: found ${found}. Send application/json.`);
}

/** At most 100 printable ASCII characters of what a stranger sent. */
export function shown(value: string): string {
  return `"${value.slice(0, 100).replaceAll(/[^\x20-\x7e]/g, "?")}"`;
}
