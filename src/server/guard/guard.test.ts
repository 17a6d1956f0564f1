// Each rule of the guard by itself: a good request with one thing spoiled.
import { describe, expect, it } from "vitest";
import { createGuard, type GuardDecision } from "./guard.ts";
import { GuardMisconfigured } from "./origins.ts";
import { makeSecret } from "./secrets.ts";
import { asking, makeWorld, PORT, PUBLIC_ROUTES, without } from "./testing/asking.ts";
import {
  badCookies,
  badFetchSites,
  badHosts,
  badOrigins,
  badTargets,
  badTokens,
  inPlace,
} from "./testing/hostile-web.ts";

const WAYS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "upgrade"];
const world = makeWorld();
const { guard, pageLines, cliLines, token, id, csrf, session } = world;

/** `"421 not-our-host"`, or who was let in. */
function told(decision: GuardDecision): string {
  return decision.kind === "allowed" ? decision.as.kind : `${decision.status} ${decision.code}`;
}
function ask(method: string, path: string, lines: readonly string[]): string {
  return told(guard.decide(asking(method, path, lines)));
}

describe("who is let in", () => {
  it.each(WAYS)("lets the signed-in page %s, and tells its session and its CSRF value", (way) => {
    expect(guard.decide(asking(way, "/api/daemon", pageLines))).toEqual({
      kind: "allowed",
      as: { kind: "cookie", session, csrf },
    });
  });

  it.each(WAYS)("lets a client with the token %s without Origin, cookie or CSRF value", (way) => {
    expect(ask(way, "/mcp", cliLines)).toBe("bearer");
  });

  it("lets a page be opened from the address bar", () => {
    const lines = [`Host: localhost:${PORT}`, "Sec-Fetch-Site: none", `Cookie: jarvis_${PORT}=${id}`];
    expect(ask("GET", "/p/0a/tickets/T-3?tab=diff", lines)).toBe("cookie");
  });

  it.each(["127.0.0.1", "localhost", "[::1]"])("is called %s", (name) => {
    const lines = [`Host: ${name}:${PORT}`, `Origin: http://${name}:${PORT}`];
    expect(ask("GET", "/", lines)).toBe("public");
  });

  it("leaves out port 80, as browsers do", () => {
    const own = makeWorld({ port: 80 }).guard;
    const lines = ["Host: localhost", "Origin: http://localhost"];
    expect(told(own.decide(asking("GET", "/", lines)))).toBe("public");
  });

  it("finds its cookie behind one that another port of this machine has set", () => {
    const lines = [`Host: 127.0.0.1:${PORT}`, `Cookie: jarvis_${PORT}=planted; jarvis_${PORT}=${id}`];
    expect(ask("GET", "/api/daemon", lines)).toBe("cookie");
  });
});

describe("the address", () => {
  it.each(badTargets(PORT))("refuses $name", ({ target }) => {
    for (const way of WAYS) expect(ask(way, target, pageLines)).toBe("400 bad-target");
  });

  it("takes any plain path with any query", () => {
    for (const path of ["/", "/api/p/0a/board?x=%2e%2e//..", "/assets/index-a.b_c~D.js", "/a/.well-known"])
      expect(ask("GET", path, pageLines)).toBe("cookie");
  });
});

describe("Host", () => {
  it.each(badHosts(PORT))("refuses $name, whoever asks", (hostile) => {
    for (const way of WAYS)
      for (const good of [pageLines, cliLines])
        expect(ask(way, "/", inPlace(good, hostile))).toBe("421 not-our-host");
  });
});

describe("the method", () => {
  it.each(["OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", ""])("refuses %j", (method) => {
    expect(ask(method, "/api/daemon", pageLines)).toBe("405 method");
  });

  it("turns only a GET into a WebSocket, and into nothing else", () => {
    const upgrade = asking("upgrade", "/feed", pageLines);
    expect(told(guard.decide({ ...upgrade, method: "POST" }))).toBe("400 bad-upgrade");
    const other = new Map([...upgrade.headers, ["upgrade", ["h2c"]] as const]);
    expect(told(guard.decide({ ...upgrade, headers: other }))).toBe("400 bad-upgrade");
  });
});

describe("where the request began", () => {
  it.each(badOrigins(PORT))("refuses $name, whoever asks", (hostile) => {
    for (const way of WAYS)
      for (const good of [pageLines, cliLines])
        expect(ask(way, "/", inPlace(good, hostile))).toMatch(
          /^(403 not-our-origin|400 repeated-header|421 not-our-host)$/,
        );
  });

  it.each(badFetchSites())("refuses $name, whoever asks", (hostile) => {
    for (const way of WAYS)
      for (const good of [pageLines, cliLines])
        expect(ask(way, "/", inPlace(good, hostile))).toBe("403 from-other-site");
  });

  it("refuses what begins nowhere and changes something: the address bar only reads", () => {
    const lines = [...without("Sec-Fetch-Site", pageLines), "Sec-Fetch-Site: none"];
    for (const way of WAYS)
      expect(ask(way, "/api/daemon", lines)).toBe(
        way === "GET" || way === "HEAD" ? "cookie" : "403 from-other-site",
      );
  });

  it("refuses a header that decides and came twice", () => {
    for (const line of ["Origin", "Sec-Fetch-Site", "X-Jarvis-CSRF", "Content-Type"].map(
      (name) => pageLines.find((good) => good.startsWith(name)) ?? "",
    ))
      expect(ask("POST", "/api/quit", [...pageLines, line])).toBe("400 repeated-header");
  });
});

describe("the token", () => {
  it.each(badTokens(token))("refuses $name, and does not go by the good cookie beside it", (hostile) => {
    for (const way of WAYS)
      for (const path of ["/api/daemon", "/"])
        expect(ask(way, path, inPlace(pageLines, hostile))).toMatch(
          hostile.lines.length > 1 ? "400 repeated-header" : "401 wrong-token",
        );
  });

  it("is taken from no other place", () => {
    const own = `Host: 127.0.0.1:${PORT}`;
    expect(ask("GET", `/api/daemon?t=${token}&token=${token}&access_token=${token}`, [own])).toBe(
      "401 not-signed-in",
    );
    expect(ask("GET", "/api/daemon", [own, `Cookie: jarvis_${PORT}=${token}; token=${token}`])).toBe(
      "401 not-signed-in",
    );
    expect(
      ask("GET", "/api/daemon", [own, `X-Api-Key: ${token}`, `Proxy-Authorization: Bearer ${token}`]),
    ).toBe("401 not-signed-in");
  });
});

describe("the cookie", () => {
  it.each(badCookies(PORT, id))("refuses $name", (hostile) => {
    for (const way of WAYS)
      expect(ask(way, "/api/daemon", inPlace(pageLines, hostile))).toBe("401 not-signed-in");
  });

  it("does nothing without an Origin, and only reads without it", () => {
    for (const way of WAYS)
      expect(ask(way, "/api/daemon", without("Origin", pageLines))).toBe(
        way === "GET" || way === "HEAD" ? "cookie" : "403 no-origin",
      );
  });

  it("does nothing without the CSRF value of its session; a WebSocket, which cannot have one, needs none", () => {
    const wrong = [
      `X-Jarvis-CSRF: ${makeSecret()}`,
      `X-Jarvis-CSRF: ${id}`,
      "X-Jarvis-CSRF:",
      "X-Jarvis-CSRF: 1",
    ];
    for (const way of ["POST", "PUT", "PATCH", "DELETE"])
      for (const line of [[], ...wrong.map((value) => [value])])
        expect(ask(way, "/api/quit", [...without("X-Jarvis-CSRF", pageLines), ...line])).toBe(
          "403 wrong-csrf",
        );
    expect(ask("upgrade", "/feed", without("X-Jarvis-CSRF", pageLines))).toBe("cookie");
  });

  it("does nothing for what is not JSON, body or none", () => {
    for (const way of ["POST", "PUT", "PATCH", "DELETE"])
      for (const type of [[], ...NOT_JSON.map((value) => [`Content-Type: ${value}`])])
        expect(ask(way, "/api/quit", [...without("Content-Type", pageLines), ...type])).toBe("415 not-json");
  });
});

const NOT_JSON = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain; application/json",
  "application/jsonp",
  "application/json, text/plain",
  "application/json; charset=utf-16",
  "",
];

describe("a body", () => {
  it("is JSON or is not read, also with the token", () => {
    const bare = without("Content-Type", cliLines);
    for (const body of ["Content-Length: 5", "Transfer-Encoding: chunked"])
      for (const type of [[], ...NOT_JSON.map((value) => [`Content-Type: ${value}`])])
        for (const way of WAYS) expect(ask(way, "/mcp", [...bare, ...type, body])).toBe("415 not-json");
    for (const type of [
      "application/json",
      "application/json; charset=utf-8",
      'Application/JSON;charset="UTF-8"',
    ])
      expect(ask("POST", "/mcp", [...bare, `Content-Type: ${type}`, "Content-Length: 5"])).toBe("bearer");
  });

  it("need not be there with the token", () => {
    expect(ask("DELETE", "/mcp", without("Content-Type", cliLines))).toBe("bearer");
    expect(ask("POST", "/api/quit", [...without("Content-Type", cliLines), "Content-Length: 0"])).toBe(
      "bearer",
    );
  });
});

describe("without a sign-in", () => {
  it("answers exactly the public routes, and these only to GET", () => {
    const lines = [`Host: 127.0.0.1:${PORT}`];
    for (const { path } of PUBLIC_ROUTES) {
      expect(ask("GET", `${path}?x=1`, lines)).toBe("public");
      for (const way of WAYS.filter((other) => other !== "GET"))
        expect(ask(way, path, lines)).toBe("401 not-signed-in");
    }
    for (const path of ["/login/", "/Login", "/login;x", "/loginx", "/api/daemon", "/index.html"])
      expect(ask("GET", path, lines)).toBe("401 not-signed-in");
  });
});

describe("settings that would leave a hole", () => {
  const sessions = { find: () => null };
  const good = { port: PORT, publicOrigins: [], publicRoutes: PUBLIC_ROUTES, bearerToken: token, sessions };
  const route = (path: string) => ({ path, isLinkTarget: false });

  it.each([
    ["five public routes", { publicRoutes: ["/a", "/b", "/c", "/d", "/e"].map(route) }],
    ["a pattern", { publicRoutes: [route("/assets/*")] }],
    ["a parameter", { publicRoutes: [route("/p/:project")] }],
    ["a query", { publicRoutes: [route("/login?t=1")] }],
    ["a path that could be read in two ways", { publicRoutes: [route("/login/../api")] }],
    ["a token that can be guessed", { bearerToken: "secret" }],
    ["no token", { bearerToken: "" }],
    ["no port", { port: 0 }],
    ["a public origin that is our own address by https", { publicOrigins: [`https://localhost:${PORT}`] }],
    ["a public origin in plain http", { publicOrigins: ["http://jarvis.example"] }],
  ])("are refused: %s", (_name, changes) => {
    expect(() => createGuard({ ...good, ...changes })).toThrow(GuardMisconfigured);
    expect(() => createGuard(good)).not.toThrow();
  });
});
