import { afterEach, beforeEach, expect, test } from "vitest";
import { SignInLink } from "../../wire/reads.ts";
import { requestText, sendRaw } from "../guard/testing/raw-http.ts";
import { createFakeDaemon } from "./testing/fake-daemon.ts";
import { openHandFed } from "./testing/hand-fed-project.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

let server: TestServer;
let url: string;

beforeEach(async () => {
  server = await startTestServer(createFakeDaemon([openHandFed()]), {
    publicOrigins: ["https://jarvis.example.org"],
  });
  url = `http://127.0.0.1:${server.port}`;
});

afterEach(async () => await server.close());

const visit = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}${path}`, { redirect: "manual", headers });

const cookieOf = (answer: Response) => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

test("a link signs one browser in, once, and its page goes on to `/` without the token", async () => {
  const link = SignInLink.parse(await (await server.post("/api/sign-in-links", {})).json());
  expect(link.url).toMatch(new RegExp(`^${url}/login\\?t=[A-Za-z0-9_-]{43}$`));
  const path = link.url.slice(url.length);
  const first = await visit(path);
  expect(first.status).toBe(200);
  expect(first.headers.get("set-cookie")).toMatch(
    new RegExp(`^jarvis_${server.port}=[^;]+; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`),
  );
  const page = await first.text();
  expect(page).toContain('content="0; url=/"');
  expect(page).not.toContain("login");
  const session = await (await visit("/api/session", { cookie: cookieOf(first) })).json();
  expect(session).toMatchObject({
    csrf: expect.stringMatching(/^[\w-]{43}$/),
    projects: [{ name: "sample" }],
  });

  const second = await visit(path);
  expect([second.status, cookieOf(second)]).toEqual([401, ""]);
  expect(await second.text()).toContain("used already");
});

test("a preview of a link spends nothing", async () => {
  const token = server.links.make();
  const cookie = `jarvis_${server.port}=${server.browser.id}`;
  await fetch(`${url}/login?t=${token}`, { method: "HEAD", headers: { cookie } });
  await fetch(`${url}/login?t=${token}`, { method: "HEAD" });
  expect((await visit(`/login?t=${token}`)).status).toBe(200);
});

test("a browser that is signed in goes on with any link, also one that is spent", async () => {
  const cookie = `jarvis_${server.port}=${server.browser.id}`;
  const answer = await visit("/login?t=spent", { cookie });
  expect([answer.status, cookieOf(answer)]).toEqual([200, ""]);
});

test("a link that was clicked on another site goes on, since that click does not carry the session", async () => {
  const asking = [`Host: 127.0.0.1:${server.port}`, "Connection: close", "Sec-Fetch-Site: cross-site"];
  const byClick = [...asking, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
  const answer = await sendRaw(server.port, requestText("GET", "/login?t=spent", byClick));
  expect([answer.status, answer.headers.has("set-cookie")]).toEqual([200, false]);
  expect(answer.body).toContain('content="0; url=/"');
});

test("behind a public origin the link is of that origin, and its cookie for https alone", async () => {
  const { port, token } = server;
  const asking = ["Host: jarvis.example.org", "Connection: close"];
  const asProgram = [...asking, `Authorization: Bearer ${token}`, "Content-Type: application/json"];
  const made = await sendRaw(port, requestText("POST", "/api/sign-in-links", asProgram, "{}"));
  const link: string = JSON.parse(made.body).url;
  expect(link).toMatch(/^https:\/\/jarvis\.example\.org\/login\?t=/);
  const path = link.slice("https://jarvis.example.org".length);
  const answer = await sendRaw(port, requestText("GET", path, asking));
  expect(answer.headers.get("set-cookie")).toMatch(new RegExp(`^__Host-jarvis_${port}=.*; Secure$`));
});

test("a browser without a session is shown how to sign in; a program is told in JSON", async () => {
  const page = await visit("/", { accept: "text/html,application/xhtml+xml" });
  expect(page.status).toBe(401);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const html = await page.text();
  expect(html).toContain("<code>jarvis</code>");
  expect(html).toContain('<link rel="icon" type="image/svg+xml" href="data:');
  expect(html).not.toMatch(/<script|style=|<link rel="(?!icon")/);
  const program = await visit("/", { accept: "*/*" });
  expect([program.status, await program.json()]).toMatchObject([401, { code: "not-signed-in" }]);
});

test("a token needs no CSRF value and is told none", async () => {
  expect(await (await server.ask("/api/session")).json()).toMatchObject({ csrf: "" });
});
