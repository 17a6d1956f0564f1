// How a route says what it is for: once, beside its handler, for the API's description.
import type { MiddlewareHandler } from "hono";
import { describeRoute, validator } from "hono-openapi";
import { z } from "zod";
import { RequestRefused } from "./answers.ts";
import { schemaRef, type SchemaName } from "./schemas.ts";

export const TAGS = {
  commands:
    "What a user can have done. With an `Idempotency-Key` (8 to 128 letters, digits, `.`, `_`, `-`, fresh for each command) it is done once, however often it is sent.",
  reading: "What a project looks like, in pages where it is long.",
  live: "Everything that changes, as it changes.",
  daemon: "The process that serves all projects.",
  "signing in": "How a browser is let in; the command line has the token.",
} as const;

export interface RouteText {
  readonly tag: keyof typeof TAGS;
  /** One line. */
  readonly summary: string;
  /** More, in Markdown. */
  readonly description?: string;
  readonly answer: {
    readonly description: string;
    /** Left out: `content`, or no body. */
    readonly schema?: SchemaName;
    /** Of another type than JSON. */
    readonly content?: string;
    /** Default 200. */
    readonly status?: number;
  };
  /** Headers that may be sent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** It needs no sign-in. */
  readonly isPublic?: boolean;
  /** Of a body that no schema of ours describes. */
  readonly body?: string;
}

export function described(text: RouteText): MiddlewareHandler {
  const { answer } = text;
  return describeRoute({
    tags: [text.tag],
    summary: text.summary,
    ...(text.description === undefined ? {} : { description: text.description }),
    ...(text.isPublic === true ? { security: [] } : {}),
    ...(text.headers === undefined ? {} : { parameters: headerParameters(text.headers) }),
    ...(text.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            description: text.body,
            content: { "application/json": { schema: { type: "object" } } },
          },
        }),
    responses: {
      [answer.status ?? 200]: { description: answer.description, ...contentOf(answer) },
      default: {
        description: "The expected no, with a status of 400 or above.",
        content: { "application/json": { schema: schemaRef("Refused") } },
      },
    },
  });
}

function contentOf({ schema, content }: RouteText["answer"]) {
  if (schema !== undefined) return { content: { "application/json": { schema: schemaRef(schema) } } };
  return content === undefined ? {} : { content: { [content]: { schema: { type: "string" as const } } } };
}

function headerParameters(headers: Readonly<Record<string, string>>) {
  return Object.entries(headers).map(([name, description]) => ({
    in: "header",
    name,
    description,
    required: false,
    schema: { type: "string" as const },
  }));
}

/** Reads a part of the request by its schema, or says what is wrong with it. */
export function reading<Target extends "json" | "query" | "param", Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) {
  return validator(target, schema, (result) => {
    if (result.success) return;
    const found = result.error
      .map(({ path = [], message }) => `${nameOf(path, target)}: ${message}`)
      .join("; ");
    throw new RequestRefused(422, "invalid", `Could not read the request. ${found}. Nothing was done.`);
  });
}

function nameOf(path: readonly unknown[], target: string): string {
  const names = path.map((part) =>
    String(typeof part === "object" && part !== null && "key" in part ? part.key : part),
  );
  return names.length === 0 ? whole(target) : names.join(".");
}

function whole(target: string): string {
  return target === "json" ? "the body" : `the ${target}`;
}
