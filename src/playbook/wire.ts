import { z } from "zod";

/** The service's own bound for one request. */
export const REQUEST_BYTES_MAX = 32 * 1024 * 1024;

const blockSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  content: z.unknown().optional(),
  is_error: z.boolean().optional(),
});

/** Claude Code also puts `role: "system"` entries (environment, messages sent in the middle of a turn) into `messages`. */
const messageSchema = z.looseObject({
  role: z.enum(["user", "assistant", "system"]),
  content: z.union([z.string(), z.array(blockSchema)]),
});

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().optional(),
  metadata: z.looseObject({ user_id: z.string().optional() }).optional(),
});

export type WireBlock = z.infer<typeof blockSchema>;
export type WireMessage = z.infer<typeof messageSchema>;
export type WireRequest = z.infer<typeof requestSchema>;

/** What the caller sent cannot be read; answered in the form of the Messages API. */
export class BadRequest extends Error {
  readonly code = "bad-request";
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BadRequest";
    this.status = status;
  }
}

export function parseRequest(raw: string): WireRequest {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch (error) {
    throw new BadRequest(400, `The body is not JSON (${raw.length} characters): ${reasonOf(error)}`, {
      cause: error,
    });
  }
  const parsed = requestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined ? "body" : ["body", ...issue.path].join(".");
  throw new BadRequest(400, `${place}: ${issue?.message ?? "not a Messages API request"}`);
}

/** The `error.type` that the Messages API gives with a status. */
export function errorTypeOf(status: number): string {
  switch (status) {
    case 400:
      return "invalid_request_error";
    case 401:
      return "authentication_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 529:
      return "overloaded_error";
    default:
      return "api_error";
  }
}

/** The session a request belongs to: a header, or a field inside `metadata.user_id`, which is itself JSON. */
export function sessionIdOf(header: string | undefined, request: WireRequest): string {
  if (header !== undefined && header !== "") return header;
  const found = /"session_id"\s*:\s*"([^"]+)"/.exec(request.metadata?.user_id ?? "");
  return found?.[1] ?? "";
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
