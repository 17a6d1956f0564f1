// The one thing that another site may do: open a link target in a tab.
import { describe, expect, it } from "vitest";
import { asking, makeWorld, PORT, without } from "./testing/asking.ts";

const { guard, id } = makeWorld();

function ask(method: string, path: string, lines: readonly string[]): string {
  const decision = guard.decide(asking(method, path, lines));
  return decision.kind === "allowed" ? decision.as.kind : `${decision.status} ${decision.code}`;
}

describe("a link on another site", () => {
  const own = `Host: 127.0.0.1:${PORT}`;
  const click = [own, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-User: ?1"];

  it.each(["cross-site", "same-site"])("opens a link target in a tab, without its session: %s", (site) => {
    for (const path of ["/", "/login?t=x"])
      for (const cookie of [[], [`Cookie: jarvis_${PORT}=${id}`]])
        expect(guard.decide(asking("GET", path, [...click, ...cookie, `Sec-Fetch-Site: ${site}`]))).toEqual({
          kind: "allowed",
          as: { kind: "public", isFromOtherSite: true },
        });
  });

  it("is told from the same page opened by its own address", () => {
    expect(guard.decide(asking("GET", "/", [...click, "Sec-Fetch-Site: none"]))).toEqual({
      kind: "allowed",
      as: { kind: "public", isFromOtherSite: false },
    });
  });

  const spoiled: readonly (readonly [string, string, string, readonly string[]])[] = [
    ["another page", "GET", "/p/0a", click],
    ["the API", "GET", "/api/daemon", click],
    ["a public route that is no link target", "GET", "/manifest.json", click],
    ["a path below a link target", "GET", "/login/x", click],
    ["HEAD", "HEAD", "/", click],
    ["a form", "POST", "/login", click],
    ["a WebSocket", "upgrade", "/", click],
    ["a frame", "GET", "/", [...without("Sec-Fetch-Dest", click), "Sec-Fetch-Dest: iframe"]],
    ["an image", "GET", "/", [own, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]],
    ["a fetch", "GET", "/", [own, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]],
    [
      "a claim of a document that is fetched",
      "GET",
      "/",
      [own, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: document"],
    ],
    ["neither mode nor destination", "GET", "/", [own]],
  ];
  it.each(spoiled)("opens nothing else: %s", (_name, method, path, lines) => {
    for (const site of ["cross-site", "same-site"])
      expect(ask(method, path, [...lines, `Sec-Fetch-Site: ${site}`])).toBe("403 from-other-site");
  });

  it.each(["unknown", "CROSS-SITE", "same-site, cross-site", "none, cross-site", ""])(
    "opens nothing when it is not said where it began: %j",
    (site) => {
      for (const path of ["/", "/login"])
        expect(ask("GET", path, [...click, `Sec-Fetch-Site: ${site}`])).toBe("403 from-other-site");
    },
  );
});
