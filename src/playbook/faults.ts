/** What goes wrong with one request. */
export type Fault =
  | { readonly status: 400 | 401 | 429 | 500 | 529; readonly retryAfterSeconds?: number }
  /** A plan's window is used up until then, milliseconds since 1970; a client that pays with a key takes it for a plain 429. */
  | { readonly windowUntil: number }
  /** Silence: before the headers, or in the middle of the stream. */
  | { readonly hang: "headers" | "stream" }
  /** The connection breaks inside a block, or ends without the closing events. */
  | { readonly cut: "block" | "nostop" }
  | { readonly stop: "refusal" | "max_tokens" };

export interface FaultRule {
  /** `worker/W1`, every lane of a role as `worker/*`, or `*`. */
  readonly lane: string;
  /** Requests of that lane, counted from 1; a retry counts too. Without it: all. */
  readonly requests?: readonly number[] | { readonly from: number; readonly to?: number };
  readonly fault: Fault;
}

/** The first rule that fits decides. */
export type FaultPlan = readonly FaultRule[];

export function findFault(plan: FaultPlan, lane: string, n: number): Fault | undefined {
  return plan.find((rule) => isLane(rule.lane, lane) && isRequest(rule.requests, n))?.fault;
}

/** For the request log: what was done to the request. */
export function nameFault(fault: Fault): string {
  if ("status" in fault) return `status ${fault.status}`;
  if ("windowUntil" in fault) return "window used up";
  if ("hang" in fault) return `hang ${fault.hang}`;
  return "cut" in fault ? `cut ${fault.cut}` : `stop ${fault.stop}`;
}

/** With which status and headers a request fails; null: the fault is one of the stream. */
export function refusalOf(
  fault: Fault,
): { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null {
  if ("windowUntil" in fault) return { status: 429, headers: windowHeaders(fault.windowUntil) };
  if (!("status" in fault)) return null;
  const { status, retryAfterSeconds } = fault;
  return {
    status,
    headers: retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  };
}

/** As the Messages API says it to a plan: seconds since 1970. */
function windowHeaders(until: number): Readonly<Record<string, string>> {
  const resetsAt = String(Math.ceil(until / 1_000));
  const name = "anthropic-ratelimit-unified";
  return {
    [`${name}-status`]: "rejected",
    [`${name}-reset`]: resetsAt,
    [`${name}-representative-claim`]: "five_hour",
    [`${name}-5h-status`]: "rejected",
    [`${name}-5h-reset`]: resetsAt,
    [`${name}-5h-utilization`]: "1.0",
  };
}

function isLane(pattern: string, lane: string): boolean {
  if (pattern.endsWith("*")) return lane.startsWith(pattern.slice(0, -1));
  return pattern === lane;
}

function isRequest(requests: FaultRule["requests"], n: number): boolean {
  if (requests === undefined) return true;
  if ("from" in requests) return n >= requests.from && n <= (requests.to ?? Number.POSITIVE_INFINITY);
  return requests.includes(n);
}
