import { describe, expect, it } from "vitest";
import { checkBind } from "./origins.ts";
import { asking, makeWorld, PORT } from "./testing/asking.ts";

const PUBLIC = "https://jarvis.example.org";
const FORWARDED = "http://localhost:9000";

describe("where the server may listen", () => {
  it.each(["127.0.0.1", "::1", "localhost"])("is loopback, without a question: %s", (host) => {
    expect(checkBind({ host, publicOrigins: [] })).toEqual({ kind: "allowed" });
  });

  it.each([
    "0.0.0.0",
    "::",
    "",
    "192.168.1.5",
    "jarvis.example.org",
    "127.0.0.1.evil.example",
    "LOCALHOST",
    "0",
  ])("is nowhere else unless a public https origin is given: %j", (host) => {
    expect(checkBind({ host, publicOrigins: [] })).toMatchObject({
      kind: "refused",
      message: expect.stringContaining(JSON.stringify(host)),
    });
    expect(checkBind({ host, publicOrigins: [FORWARDED] }).kind).toBe("refused");
    expect(checkBind({ host, publicOrigins: [PUBLIC] })).toEqual({ kind: "allowed" });
  });

  it.each([
    "jarvis.example.org",
    "https://jarvis.example.org/",
    "https://jarvis.example.org/x",
    "https://*.example.org",
    "https://user@jarvis.example.org",
    "https://JARVIS.example.org",
    "https://jarvis.example.org:443",
    "http://jarvis.example.org",
    "ftp://127.0.0.1",
    "null",
    "*",
    "",
  ])("takes only an exact https origin as public: %j", (origin) => {
    for (const host of ["0.0.0.0", "127.0.0.1"])
      expect(checkBind({ host, publicOrigins: [PUBLIC, origin] }).kind).toBe("refused");
  });

  it("takes plain http for this machine only, as ssh -L gives it", () => {
    expect(checkBind({ host: "127.0.0.1", publicOrigins: [FORWARDED] })).toEqual({ kind: "allowed" });
  });
});

describe("a public origin", () => {
  const { guard, id, csrf } = makeWorld({ publicOrigins: [PUBLIC, FORWARDED] });
  const visit = (host: string, origin: string, cookie: string) =>
    guard.decide(
      asking("POST", "/api/quit", [
        `Host: ${host}`,
        `Origin: ${origin}`,
        `Cookie: ${cookie}=${id}`,
        `X-Jarvis-CSRF: ${csrf}`,
        "Content-Type: application/json",
      ]),
    );

  it("is answered beside loopback, over https only with the cookie that no other host can set", () => {
    const secure = `__Host-jarvis_${PORT}`;
    expect(visit("jarvis.example.org", PUBLIC, secure)).toMatchObject({ as: { kind: "cookie" } });
    expect(visit("jarvis.example.org", PUBLIC, `jarvis_${PORT}`)).toMatchObject({ status: 401 });
    expect(visit("localhost:9000", FORWARDED, `jarvis_${PORT}`)).toMatchObject({ as: { kind: "cookie" } });
    expect(visit(`127.0.0.1:${PORT}`, `http://127.0.0.1:${PORT}`, `jarvis_${PORT}`)).toMatchObject({
      as: { kind: "cookie" },
    });
  });

  it("lets in nothing that is near it", () => {
    const secure = `__Host-jarvis_${PORT}`;
    for (const host of [
      `jarvis.example.org:${PORT}`,
      "jarvis.example.org:443",
      "example.org",
      "x.jarvis.example.org",
    ])
      expect(visit(host, PUBLIC, secure)).toMatchObject({ status: 421 });
    for (const origin of ["http://jarvis.example.org", "https://x.jarvis.example.org", "https://example.org"])
      expect(visit("jarvis.example.org", origin, secure)).toMatchObject({ status: 403 });
  });

  it("gets the cookie that fits how the browser came", () => {
    const from = (host: string) => asking("GET", "/login", [`Host: ${host}`]);
    const rest = "HttpOnly; SameSite=Strict; Path=/; Max-Age";
    expect(guard.signIn(from("jarvis.example.org"), id)).toBe(
      `__Host-jarvis_${PORT}=${id}; ${rest}=2592000; Secure`,
    );
    expect(guard.signIn(from("localhost:9000"), id)).toBe(`jarvis_${PORT}=${id}; ${rest}=2592000`);
    expect(guard.signOut(from(`[::1]:${PORT}`))).toBe(`jarvis_${PORT}=; ${rest}=0`);
    expect(guard.signOut(from("jarvis.example.org"))).toBe(`__Host-jarvis_${PORT}=; ${rest}=0; Secure`);
  });
});
