import { beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../wire/commands.ts";
import { ROUTES } from "../../wire/routes.ts";
import { describeApi, type ApiDescription } from "./openapi.ts";
import { createIdleApp, routesOf } from "./testing/registered-routes.ts";

let api: ApiDescription;
beforeAll(async () => {
  api = await describeApi(createIdleApp(), "0.1.0");
});

/** The page and its files are for browsers. */
const described = routesOf().filter(({ path }) => path !== "/" && !path.includes("*"));
const operationOf = ({ method, path }: { readonly method: string; readonly path: string }) => {
  const item = api.paths[path.replaceAll(/:([a-z]+)/g, "{$1}")];
  return method === "GET" ? item?.get : method === "PUT" ? item?.put : item?.post;
};

test.each(described)(
  "$method $path is described: what for, what it answers, what it refuses with",
  (route) => {
    const operation = operationOf(route);
    expect(operation?.summary).toMatch(/\S/);
    const { default: refusal, ...answers } = operation?.responses ?? {};
    expect(refusal).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/Refused" } } },
    });
    expect(Object.keys(answers)).toHaveLength(1);
    const named = [...route.path.matchAll(/:([a-z]+)/g)].map(([, name]) => name);
    const inPath = (operation?.parameters ?? []).flatMap((one) =>
      "in" in one && one.in === "path" ? [one.name] : [],
    );
    expect(new Set(inPath)).toEqual(new Set(named));
    // Whatever is changed has a body that is described, but for what needs none.
    const needsNone: readonly string[] = [ROUTES.quit, ROUTES.signInLinks];
    const hasBody = operation?.requestBody !== undefined;
    expect(hasBody).toBe(route.method !== "GET" && !needsNone.includes(route.path));
  },
);

test("nothing is described that is not there", () => {
  const count = Object.values(api.paths).reduce((sum, item) => sum + Object.keys(item ?? {}).length, 0);
  expect(count).toBe(described.length);
});

test("every command has its own address, its title and its fields", () => {
  for (const [name, { title, input }] of Object.entries(COMMANDS)) {
    const operation = operationOf({ method: "POST", path: ROUTES.command.replace(":command", name) });
    expect(operation?.summary).toBe(title);
    expect(operation?.requestBody).toMatchObject({
      content: { "application/json": { schema: { properties: expect.any(Object) } } },
    });
    const text = JSON.stringify(operation?.requestBody);
    for (const field of Object.keys(input.shape)) expect(text).toContain(`"${field}"`);
  }
});

describe("its schemas", () => {
  /** Every value of every `$ref`, wherever it stands. */
  function refsIn(value: unknown): readonly string[] {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, one]) =>
      name === "$ref" && typeof one === "string" ? [one] : refsIn(one),
    );
  }

  test("are all there, and all used", () => {
    const known = Object.keys(api.components.schemas ?? {}).map((name) => `#/components/schemas/${name}`);
    const used = new Set(refsIn(api));
    expect(used.size).toBeGreaterThan(10);
    for (const ref of used) expect(known).toContain(ref);
    const ofRows = /(Ticket|Review)Row$/;
    expect(known.filter((name) => !used.has(name) && !ofRows.test(name))).toEqual([]);
  });

  test("survive being JSON, and hold no undefined", () => {
    expect(JSON.parse(JSON.stringify(api))).toEqual(api);
  });
});
