// What the router does when nobody asked the guard first.
import { expect, test } from "vitest";
import { ROUTES } from "../../wire/routes.ts";
import { createIdleApp, routesOf } from "./testing/registered-routes.ts";

const app = createIdleApp();
const nobody = { kind: "public", isFromOtherSite: false };

test.each(routesOf())("$method $path answers nobody that the guard has not let through", async (route) => {
  const request = { method: route.method };
  const path = route.path.replace("/*", "/x");
  expect((await app.request(path, request)).status).toBe(401);
  expect((await app.request(path, request, {})).status).toBe(401);
});

test.each(routesOf().filter(({ path }) => path !== ROUTES.login))(
  "$method $path does not answer the caller of a public route",
  async ({ method, path }) => {
    const answer = await app.request(path.replace("/*", "/x"), { method }, { caller: nobody });
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: "not-signed-in" }]);
  },
);
