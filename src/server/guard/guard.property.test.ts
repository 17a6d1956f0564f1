// What holds for every request that can be made up, not only for those that somebody thought of.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asking, makeWorld, PORT, PUBLIC_ROUTES, without } from "./testing/asking.ts";
import { badHosts, badOrigins, badTargets } from "./testing/hostile-web.ts";

const world = makeWorld();
const { guard, pageLines, cliLines } = world;
const OWN_HOSTS = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${PORT}`);
const SECRETS = [world.token, world.id, world.csrf];

const way = fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "upgrade");
const goodLines = fc.constantFrom(pageLines, cliLines);
/** Any text, and ours with one thing done to it: what is nearly right is what slips through. */
const near = (own: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webAuthority(),
    fc.webUrl(),
    fc
      .tuple(fc.constantFrom(...own), fc.nat(60), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(([text, at, drop, put]) => text.slice(0, at) + put + text.slice(at + drop)),
  );

function withHeader(lines: readonly string[], header: string, values: readonly string[]) {
  const request = asking("GET", "/", without(header, lines));
  return { ...request, headers: new Map([...request.headers, [header.toLowerCase(), values] as const]) };
}

describe("for every request", () => {
  it("answers no Host that is not exactly one of ours", () => {
    fc.assert(
      fc.property(near(OWN_HOSTS), goodLines, (host, lines) => {
        const decision = guard.decide(withHeader(lines, "Host", [host]));
        const status = decision.kind === "refused" ? decision.status : 200;
        expect(status).toBe(OWN_HOSTS.includes(host) ? 200 : 421);
      }),
    );
  });

  it("answers no Origin that is not exactly one of ours, whatever the Host of the same request", () => {
    const own = OWN_HOSTS.map((host) => `http://${host}`);
    fc.assert(
      fc.property(near(own), goodLines, (origin, lines) => {
        const decision = guard.decide(withHeader(lines, "Origin", [origin]));
        expect(decision.kind === "allowed").toBe(own.includes(origin));
      }),
    );
  });

  it("takes no token and no session id but the right one", () => {
    // The name of the scheme may be written in any way, and be followed by more blanks.
    const bearer = near([`Bearer ${world.token}`]).filter(
      (text) => text.replace(/^bearer +/i, "Bearer ") !== `Bearer ${world.token}`,
    );
    fc.assert(
      fc.property(bearer, (text) => {
        expect(guard.decide(withHeader(pageLines, "Authorization", [text]))).toMatchObject({ status: 401 });
      }),
    );
    const cookie = near([world.id]).filter(
      (text) => !text.split(";").some((part) => part.trim() === world.id),
    );
    fc.assert(
      fc.property(cookie, (text) => {
        const request = withHeader(pageLines, "Cookie", [`jarvis_${PORT}=${text}`]);
        expect(guard.decide({ ...request, path: "/api/daemon" })).toMatchObject({ status: 401 });
      }),
    );
  });

  it("lets nobody in without token or cookie but by GET on a public route", () => {
    const path = fc.oneof(
      fc.webPath(),
      near(PUBLIC_ROUTES.map((route) => route.path)),
      fc.constantFrom(...PUBLIC_ROUTES.map((route) => route.path)),
      fc.constantFrom(...badTargets(PORT).map(({ target }) => target)),
    );
    const bare = without("Cookie", pageLines);
    fc.assert(
      fc.property(way, path, (method, target) => {
        const isPublic =
          method === "GET" && PUBLIC_ROUTES.some(({ path: own }) => own === target.split("?", 1)[0]);
        const decision = guard.decide(asking(method, target, bare));
        // A public path may still be refused for its query; then nobody is let in either.
        expect(isPublic || decision.kind === "refused").toBe(true);
      }),
    );
  });

  it("answers what it refuses without a secret and without a control character, and says what to do", () => {
    const hostile = fc.oneof(
      fc.constantFrom(...badHosts(PORT), ...badOrigins(PORT)).map(({ lines }) => lines),
      fc
        .tuple(
          fc.constantFrom("Host", "Origin", "Content-Type", "Sec-Fetch-Site"),
          fc.string({ unit: "binary" }),
        )
        .map(([name, value]) => [`${name}: ${value}`]),
    );
    const target = fc.constantFrom(
      "/",
      `/login?t=${world.token}`,
      `//login?t=${world.token}`,
      `/x/${world.id}`,
    );
    fc.assert(
      fc.property(way, target, hostile, goodLines, fc.nat(9), (method, path, lines, good, leftOut) => {
        const kept = good.filter((_line, at) => at !== leftOut);
        const decision = guard.decide(asking(method, path, [...kept, ...lines]));
        if (decision.kind === "allowed") return;
        for (const secret of SECRETS) expect(decision.message).not.toContain(secret);
        expect(decision.message).toMatch(/^[\x20-\x7e]{40,500}$/);
        expect(decision.message).toMatch(/\. [A-Z][^.]*[^]*\.$/);
      }),
    );
  });

  it("decides the same twice, and for any set of headers at all", () => {
    const name = fc.oneof(
      fc.constantFrom(
        "host",
        "origin",
        "cookie",
        "authorization",
        "sec-fetch-site",
        "upgrade",
        "content-length",
      ),
      fc.string(),
    );
    const headers = fc.array(fc.tuple(name, fc.array(fc.string({ unit: "binary" }), { maxLength: 3 })));
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ unit: "binary" }),
        headers,
        fc.boolean(),
        (method, path, pairs, isUpgrade) => {
          const request = { method, path, headers: new Map(pairs), isUpgrade };
          const decision = guard.decide(request);
          expect(decision.kind).toBe("refused");
          expect(guard.decide(request)).toEqual(decision);
        },
      ),
    );
  });
});
