import { describe, expect, it } from "vitest";
import { makeSecret } from "./secrets.ts";
import { createSignInLinks } from "./sign-in-links.ts";

function linksAt(): { links: ReturnType<typeof createSignInLinks>; pass: (ms: number) => void } {
  let now = 1_000;
  return {
    links: createSignInLinks(() => now),
    pass: (ms) => {
      now += ms;
    },
  };
}

describe("a sign-in link", () => {
  it("signs in once, and is another each time", () => {
    const { links } = linksAt();
    const first = links.make();
    const second = links.make();
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(second).not.toBe(first);
    expect([links.take(first), links.take(first)]).toEqual([true, false]);
    expect([links.take(second), links.take(second)]).toEqual([true, false]);
  });

  it("ends after ten minutes", () => {
    const { links, pass } = linksAt();
    const old = links.make();
    pass(10 * 60_000 - 1);
    const late = links.make();
    expect(links.take(old)).toBe(true);
    pass(1);
    expect(links.take(old)).toBe(false);
    pass(10 * 60_000 - 1);
    expect(links.take(late)).toBe(false);
  });

  it("is one of at most twenty: the oldest goes", () => {
    const { links } = linksAt();
    const made = Array.from({ length: 21 }, () => links.make());
    expect(made.map((token) => links.take(token))).toEqual([
      false,
      ...Array.from({ length: 20 }, () => true),
    ]);
  });

  it("is not spent by a wrong guess", () => {
    const { links } = linksAt();
    const token = links.make();
    for (const guess of ["", makeSecret(), `${token}A`, token.slice(1), token.toLowerCase(), ` ${token}`])
      expect(links.take(guess)).toBe(false);
    expect(links.take(token)).toBe(true);
  });

  it("is of the daemon that made it", () => {
    const token = linksAt().links.make();
    expect(linksAt().links.take(token)).toBe(false);
  });
});
