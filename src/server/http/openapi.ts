// The API's description, made from the routes themselves.
import type { Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { ROUTES } from "../../wire/routes.ts";
import type { AppEnv } from "./caller.ts";
import { described, TAGS } from "./describe.ts";
import { componentSchemas } from "./schemas.ts";

export type ApiDescription = Awaited<ReturnType<typeof generateSpecs>>;

const INTRODUCTION = `The daemon of JARVIS, on this machine only.

A browser signs in with the link that the daemon prints and then sends its session cookie; with every unsafe request also the header
\`x-jarvis-csrf\`, whose value \`GET /api/session\` tells. Programs send the token of the daemon's home (the file \`token\` in it) as
\`Authorization: Bearer …\` instead. A body is JSON and says so in its Content-Type, and is at most 1 MiB.

An expected no is \`{"kind":"refused","code":…,"message":…}\`: 404 for what is not there, 422 for what cannot be read, 409 for what
cannot be done now. \`message\` says what was tried, what was found and what to do.`;

/** `GET /openapi.json`, made when it is first asked for. */
export function addOpenApiRoute(app: Hono<AppEnv>, version: string): void {
  let description: Promise<ApiDescription> | null = null;
  app.get(
    ROUTES.openapi,
    described({
      tag: "daemon",
      summary: "This description",
      answer: { description: "OpenAPI 3.1.", content: "application/json" },
    }),
    async (c) => c.json(await (description ??= describeApi(app, version))),
  );
}

/** Complete: a test compares it with the routes. */
export async function describeApi(app: Hono<AppEnv>, version: string): Promise<ApiDescription> {
  return await generateSpecs(app, {
    // `/openapi.json` is no file.
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
    documentation: {
      info: { title: "JARVIS", version, description: INTRODUCTION },
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      security: [{ token: [] }, { session: [] }],
      components: {
        schemas: componentSchemas(),
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "The file `token` in the daemon's home." },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "jarvis_PORT",
            description: "The cookie of a signed-in browser; unsafe requests also need `x-jarvis-csrf`.",
          },
        },
      },
    },
  });
}
