import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPage } from "./page.ts";
import { createFakeDaemon } from "./testing/fake-daemon.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

let server: TestServer;
let buildState: string;

beforeEach(async () => {
  buildState = "ready";
  server = await startTestServer(createFakeDaemon([]), { buildState: () => buildState });
});

afterEach(async () => await server.close());

function build(name = "index-B3xk9_aQ.js"): void {
  rmSync(join(server.pageFolder, "assets"), { recursive: true, force: true });
  mkdirSync(join(server.pageFolder, "assets"));
  writeFileSync(join(server.pageFolder, "assets", name), "export {};");
  writeFileSync(join(server.pageFolder, "theme.js"), "void 0;");
  writeFileSync(join(server.pageFolder, "index.html"), `<script src="/assets/${name}"></script>`);
}

const get = async (path: string) => {
  const answer = await server.ask(path);
  const { status, headers } = answer;
  return {
    status,
    type: headers.get("content-type"),
    caching: headers.get("cache-control"),
    text: await answer.text(),
  };
};

test("is shown at `/` and at every address of the page itself, and kept nowhere", async () => {
  build();
  for (const path of ["/", "/p/0a1b", "/p/0a1b/tickets/T-3"]) {
    const page = await get(path);
    expect([path, page.status, page.type]).toEqual([path, 200, "text/html; charset=utf-8"]);
    expect(page.caching).toBe("no-store");
    expect(page.text).toContain("/assets/index-B3xk9_aQ.js");
  }
});

test("files whose name changes with their content are kept for ever, the others never", async () => {
  build();
  expect(await get("/assets/index-B3xk9_aQ.js")).toMatchObject({
    status: 200,
    type: "text/javascript; charset=utf-8",
    caching: "private, max-age=31536000, immutable",
    text: "export {};",
  });
  expect(await get("/theme.js")).toMatchObject({ status: 200, caching: "no-store" });
});

test("anything else is nothing, and no link leads out of the folder", async () => {
  build();
  writeFileSync(`${server.pageFolder}.secret`, "secret");
  symlinkSync(`${server.pageFolder}.secret`, join(server.pageFolder, "link.txt"));
  build();
  for (const path of ["/nothing", "/link.txt", "/assets", "/assets/", "/api", "/api/p", "/__proto__"])
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  rmSync(`${server.pageFolder}.secret`);
});

test("a page that is built anew is shown anew", async () => {
  build();
  await get("/");
  build("index-00000000.js");
  expect((await get("/")).text).toContain("index-00000000.js");
  expect((await get("/assets/index-00000000.js")).status).toBe(200);
  expect((await get("/assets/index-B3xk9_aQ.js")).status).toBe(404);
});

test("while it is built, a page without a script says so and asks again by itself", async () => {
  buildState = "building";
  for (const path of ["/", "/p/0a1b"]) {
    const page = await get(path);
    expect(page.status).toBe(503);
    expect(page.text).toContain('http-equiv="refresh"');
    expect(page.text).not.toMatch(/<script|style=/);
  }
  buildState = "ready";
  expect((await get("/")).status).toBe(503);
  build();
  expect((await get("/")).status).toBe(200);
});

test("a build that failed says what failed and what to do, as text", async () => {
  buildState = "vite build web failed: <b>out of memory</b>";
  const page = await get("/");
  expect(page.status).toBe(503);
  expect(page.text).toContain("failed: &lt;b&gt;out of memory");
  expect(page.text).toContain("npm install");
});

test("the page's state is one word when all is well", async () => {
  const page = createPage({ folder: server.pageFolder, buildState: () => buildState });
  expect(page.state()).toBe("building");
  build();
  expect(page.state()).toBe("ready");
});
