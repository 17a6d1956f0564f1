import { describe, expect, it } from "vitest";
import { answerHeaders, SAME_SITE_HOP } from "./headers.ts";
import { ICON_LINK } from "./icon-link.ts";
import { refusalAnswer, refusalText } from "./refusal-answer.ts";
import { type GuardRefusal, refuse } from "./request.ts";

const policy = (): Map<string, string> =>
  new Map(
    (answerHeaders("never")["content-security-policy"] ?? "").split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );

describe("the headers of an answer", () => {
  it("let nothing in from another origin, and nothing that is written into the page", () => {
    const directives = policy();
    expect(directives.get("default-src")).toBe("'none'");
    for (const [, value] of [...directives].filter(([name]) => name.endsWith("-src")))
      expect(value).toMatch(/^('none'|'self'( data:)?)$/);
    expect([...directives].filter(([, value]) => value.includes("data:"))).toEqual([
      ["img-src", "'self' data:"],
    ]);
    for (const name of ["base-uri", "form-action", "frame-ancestors", "trusted-types"])
      expect(directives.get(name)).toBe("'none'");
    expect(directives.get("require-trusted-types-for")).toBe("'script'");
  });

  it("keep the answer to this origin", () => {
    expect(answerHeaders("never")).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "x-frame-options": "DENY",
    });
  });

  it("let a browser keep only what never changes, and a shared cache nothing", () => {
    expect(answerHeaders("never")["cache-control"]).toBe("no-store");
    expect(answerHeaders("immutable")["cache-control"]).toBe("private, max-age=31536000, immutable");
    expect({ ...answerHeaders("immutable"), "cache-control": "no-store" }).toEqual(answerHeaders("never"));
  });

  it("allow the icon that pages carry in themselves, so that no browser asks for another", () => {
    expect(SAME_SITE_HOP).toContain(ICON_LINK);
    expect(ICON_LINK).toMatch(
      /^<link rel="icon" type="image\/svg\+xml" href="data:image\/svg\+xml,[\w%.()'-]+">$/,
    );
    expect(policy().get("img-src")).toBe("'self' data:");
  });

  it("allow the page that follows a sign-in: it has no script, no style and no form", () => {
    expect(SAME_SITE_HOP).toContain('<meta http-equiv="refresh" content="0; url=/">');
    expect(SAME_SITE_HOP.replace(ICON_LINK, "")).not.toMatch(
      /<(script|style|form|link|img|iframe)|style=|\son\w+=/i,
    );
  });
});

describe("a refusal as an answer", () => {
  const answered = (status: GuardRefusal["status"]) =>
    refusalAnswer(refuse(status, "method", "Did not. Do."));

  it("has every header of an answer, and ends the connection", () => {
    for (const status of [400, 401, 403, 405, 415, 421] as const) {
      const { headers, body, ...rest } = answered(status);
      expect(rest).toEqual({ status });
      expect(headers).toMatchObject({
        ...answerHeaders("never"),
        connection: "close",
        "content-length": String(body.length),
      });
      expect(JSON.parse(body)).toEqual({ kind: "refused", code: "method", message: "Did not. Do." });
    }
  });

  it("says what HTTP wants to be said: how to sign in, and which methods there are", () => {
    expect(answered(401).headers["www-authenticate"]).toBe('Bearer realm="jarvis"');
    expect(answered(405).headers["allow"]).toBe("GET, HEAD, POST, PUT, PATCH, DELETE");
    expect(answered(403).headers).not.toHaveProperty("allow");
  });

  it("is the same as text for a socket", () => {
    const text = refusalText(refuse(421, "not-our-host", "Did not. Do."));
    expect(text).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\n(?:[a-z-]+: [\x20-\x7e]+\r\n)+\r\n\{.*\}$/);
  });
});
