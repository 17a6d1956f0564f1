// What a hostile page, another program of this machine or a broken proxy sends. For every test of what the server lets in.
import { createHash } from "node:crypto";

/** Header lines as they go over the wire. */
export interface Hostile {
  readonly name: string;
  /** The header that they stand for, also when there is none of it. */
  readonly header: string;
  readonly lines: readonly string[];
}

/** A good request's header lines, with the hostile ones in place of the good ones of the same name. */
export function inPlace(goodLines: readonly string[], { header, lines }: Hostile): readonly string[] {
  const nameOf = (line: string): string => line.slice(0, line.indexOf(":")).toLowerCase();
  const replaced = new Set([header.toLowerCase(), ...lines.map(nameOf)]);
  return [...goodLines.filter((line) => !replaced.has(nameOf(line))), ...lines];
}

function each(header: string, values: Readonly<Record<string, string>>): readonly Hostile[] {
  return Object.entries(values).map(([name, value]) => ({
    name: `${header}: ${name}`,
    header,
    lines: [`${header}: ${value}`],
  }));
}

function one(header: string, name: string, lines: readonly string[]): Hostile {
  return { name: `${header}: ${name}`, header, lines };
}

export function badHosts(port: number): readonly Hostile[] {
  const own = `127.0.0.1:${port}`;
  const values: Readonly<Record<string, string>> = {
    "another site": "evil.example",
    "another site at our port": `evil.example:${port}`,
    "a name that leads here": `127.0.0.1.nip.example:${port}`,
    "localhost as a prefix": `localhost.evil.example:${port}`,
    "all interfaces": `0.0.0.0:${port}`,
    "all interfaces, IPv6": `[::]:${port}`,
    "loopback mapped to IPv6": `[::ffff:127.0.0.1]:${port}`,
    "loopback written out in IPv6": `[0:0:0:0:0:0:0:1]:${port}`,
    "short loopback": `127.1:${port}`,
    "loopback as one number": `2130706433:${port}`,
    "loopback in hexadecimal": `0x7f000001:${port}`,
    "another loopback address": `127.0.0.2:${port}`,
    "the root dot": `localhost.:${port}`,
    "capital letters": `LOCALHOST:${port}`,
    "another port": `127.0.0.1:${port + 1}`,
    "no port": "127.0.0.1",
    "a zero before the port": `127.0.0.1:0${port}`,
    "our name as the user of another": `${own}@evil.example`,
    "another as the user of ours": `evil.example@${own}`,
    "a list of two": `${own}, evil.example`,
    "a scheme": `http://${own}`,
    "a path": `${own}/`,
    "a name of nothing": "",
  };
  return [
    ...each("Host", values),
    one("Host", "ours, then another", [`Host: ${own}`, "Host: evil.example"]),
    one("Host", "another, then ours", ["Host: evil.example", `Host: ${own}`]),
    one("Host", "ours twice", [`Host: ${own}`, `Host: ${own}`]),
    one("Host", "none", []),
    one("Host", "another, and ours as forwarded", [
      "Host: evil.example",
      `X-Forwarded-Host: ${own}`,
      `Forwarded: host=${own}`,
    ]),
  ];
}

export function badOrigins(port: number): readonly Hostile[] {
  const own = `http://127.0.0.1:${port}`;
  const values: Readonly<Record<string, string>> = {
    "another site": "http://evil.example",
    "another site by https": "https://evil.example",
    "a sandboxed frame or a file": "null",
    "null in capitals": "NULL",
    "a file": "file://",
    "another site at our port": `http://evil.example:${port}`,
    "our address as a prefix": `http://127.0.0.1.evil.example:${port}`,
    "our origin as a prefix": `${own}.evil.example`,
    "our origin as the user of another": `${own}@evil.example`,
    https: `https://127.0.0.1:${port}`,
    "another port": `http://127.0.0.1:${port + 1}`,
    "a development server": "http://localhost:3000",
    "no port": "http://127.0.0.1",
    "all interfaces": `http://0.0.0.0:${port}`,
    "a path": `${own}/`,
    "a list of two": `${own} http://evil.example`,
    "a list with a comma": `${own}, http://evil.example`,
    "a browser extension": "chrome-extension://abcdefghijklmnop",
    "an editor's web view": "vscode-webview://abc",
    "capital letters": `HTTP://127.0.0.1:${port}`,
    "our host without a scheme": `127.0.0.1:${port}`,
    nothing: "",
  };
  return [
    ...each("Origin", values),
    one("Origin", "ours, then another", [`Origin: ${own}`, "Origin: http://evil.example"]),
    one("Origin", "that of a hostile Host", ["Host: evil.example", "Origin: http://evil.example"]),
  ];
}

/** All of them with our own Origin, so that nothing else is wrong. */
export function badFetchSites(): readonly Hostile[] {
  return [
    "cross-site",
    "same-site",
    "CROSS-SITE",
    "SAME-ORIGIN",
    "same-origin, cross-site",
    "unknown",
    "",
  ].map((value) => one("Sec-Fetch-Site", `"${value}"`, [`Sec-Fetch-Site: ${value}`]));
}

/** @param goodId the id of a live session, for cookies that are nearly right */
export function badCookies(port: number, goodId: string): readonly Hostile[] {
  const name = `jarvis_${port}`;
  const values: Readonly<Record<string, string>> = {
    empty: `${name}=`,
    "a guess": `${name}=${"A".repeat(43)}`,
    "one character changed": `${name}=${changed(goodId)}`,
    "one character more": `${name}=${goodId}A`,
    "one character less": `${name}=${goodId.slice(0, -1)}`,
    quoted: `${name}="${goodId}"`,
    "the name of another port": `jarvis_${port + 1}=${goodId}`,
    "the name without a port": `jarvis=${goodId}`,
    "the name in capitals": `${name.toUpperCase()}=${goodId}`,
    "the name for https": `__Host-${name}=${goodId}`,
    "what is stored of it": `${name}=${createHash("sha256").update(goodId).digest("hex")}`,
    "hidden in another": `other=${name}=${goodId}`,
    "the fifth of its name": `${`${name}=x; `.repeat(4)}${name}=${goodId}`,
    "of a prototype": `${name}=__proto__`,
    "too long": `${name}=${"A".repeat(5000)}`,
  };
  return [one("Cookie", "none", []), ...each("Cookie", values)];
}

/** @param goodToken the daemon's token, for tokens that are nearly right. To be sent beside a good cookie, which must not help. */
export function badTokens(goodToken: string): readonly Hostile[] {
  const values: Readonly<Record<string, string>> = {
    "a guess": `Bearer ${"A".repeat(43)}`,
    "one character changed": `Bearer ${changed(goodToken)}`,
    "one character more": `Bearer ${goodToken}A`,
    "one character less": `Bearer ${goodToken.slice(0, -1)}`,
    "no scheme": goodToken,
    "no token": "Bearer",
    "two tokens": `Bearer ${goodToken} ${goodToken}`,
    "a list": `Bearer ${"A".repeat(43)}, Bearer ${goodToken}`,
    quoted: `Bearer "${goodToken}"`,
    "another scheme": `Token ${goodToken}`,
    "as a password": `Basic ${Buffer.from(`user:${goodToken}`).toString("base64")}`,
    "its hash": `Bearer ${createHash("sha256").update(goodToken).digest("base64url")}`,
    nothing: "",
  };
  return [
    ...each("Authorization", values),
    one("Authorization", "a guess, then ours", [
      `Authorization: Bearer ${"A".repeat(43)}`,
      `Authorization: Bearer ${goodToken}`,
    ]),
  ];
}

/** Request targets that another program may read as a path that this one does not. */
export function badTargets(port: number): readonly { readonly name: string; readonly target: string }[] {
  return [
    { name: "the absolute form of another site", target: "http://evil.example/api/daemon" },
    { name: "the absolute form of ours", target: `http://127.0.0.1:${port}/api/daemon` },
    { name: "two slashes first", target: "//evil.example/api/daemon" },
    { name: "two slashes", target: "/api//daemon" },
    { name: "parent", target: "/login/../api/daemon" },
    { name: "parent at the end", target: "/api/.." },
    { name: "self", target: "/./api/daemon" },
    { name: "an encoded parent", target: "/login/%2e%2e/api/daemon" },
    { name: "a half encoded parent", target: "/login/.%2E/api/daemon" },
    { name: "an encoded slash", target: "/login%2f..%2fapi" },
    { name: "a twice encoded dot", target: "/login/%252e%252e/api" },
    { name: "a backslash", target: "/login\\..\\api" },
    { name: "an encoded backslash", target: "/login%5c..%5capi" },
    { name: "an encoded NUL", target: "/api/daemon%00.png" },
    { name: "an encoded line end", target: "/api/daemon%0d%0aX-Evil:%201" },
    { name: "a broken encoding", target: "/api/%zz" },
    { name: "an encoding that is not UTF-8", target: "/api/%c0%ae%c0%ae/x" },
    { name: "a fragment", target: "/api/daemon#/login" },
    { name: "no slash", target: "api/daemon" },
    { name: "a bare star", target: "*" },
    { name: "very long", target: `/${"a".repeat(5000)}` },
  ];
}

/** The same length and form, and another value. */
function changed(secret: string): string {
  return (secret.startsWith("A") ? "B" : "A") + secret.slice(1);
}
