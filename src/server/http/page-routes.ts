// The page and its files: `/` and everything under `/p/` is the page itself, which reads the rest of the address.
import type { Context, Hono } from "hono";
import { answerHeaders } from "../guard/headers.ts";
import { refused } from "./answers.ts";
import type { AppEnv } from "./caller.ts";
import type { Page } from "./page.ts";
import { buildFailedPage, progressPage } from "./plain-pages.ts";

export function addPageRoutes(app: Hono<AppEnv>, page: Page): void {
  const showPage = async (c: Context<AppEnv>) => {
    const state = page.state();
    const index = state === "ready" ? await page.read("/") : null;
    if (index !== null) return c.body(new Uint8Array(index.bytes), 200, { "content-type": index.type });
    const isUnderWay = state === "building" || state === "ready";
    return c.html(isUnderWay ? progressPage() : buildFailedPage(state), 503, { "retry-after": "2" });
  };
  app.get("/", showPage);
  app.get("/p/*", showPage);
  app.get("/*", async (c) => {
    const file = await page.read(c.req.path);
    if (file === null)
      return c.json(
        refused("unknown-path", "There is nothing at this address. The API is described at /openapi.json."),
        404,
      );
    return c.body(new Uint8Array(file.bytes), 200, {
      "content-type": file.type,
      ...(file.isImmutable ? { "cache-control": answerHeaders("immutable")["cache-control"] } : {}),
    });
  });
}
