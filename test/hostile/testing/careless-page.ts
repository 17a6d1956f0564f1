// A page that puts texts where it should not: as HTML, with as much of the server's policy as is asked for.
import type { Browser } from "playwright-core";
import { answerHeaders } from "../../../src/server/guard/headers.ts";
import type { HostileText } from "../texts/text.ts";
import { LOOK } from "./watched-page.ts";

const ADDRESS = "http://careless.test/";

export interface Drawn {
  /** How often a text ran. */
  readonly canaryCount: number;
  readonly violations: readonly string[];
  /** Addresses elsewhere that were asked for to show something of them. */
  readonly fetched: readonly string[];
  /** Where the page was led: no policy keeps a text that is HTML from it. */
  readonly ledTo: readonly string[];
  readonly elementCount: number;
  readonly faults: readonly string[];
}

const POLICY = answerHeaders("never")["content-security-policy"] ?? "";
const POLICIES = {
  "no policy": "",
  "the server's, without trusted types": POLICY.replace(
    /; require-trusted-types-for[^;]*; trusted-types[^;]*/,
    "",
  ),
  "the server's": POLICY,
} as const;

export async function drawAsHtml(
  browser: Browser,
  texts: readonly HostileText[],
  policy: keyof typeof POLICIES,
): Promise<Drawn> {
  const context = await browser.newContext();
  const fetched: string[] = [];
  const ledTo: string[] = [];
  const violations: string[] = [];
  try {
    await context.route("**", (route) => {
      const request = route.request();
      const address = request.url();
      if (address === ADDRESS)
        return route.fulfill({ contentType: "text/html", body: HTML, headers: headersOf(policy) });
      const isWay = request.isNavigationRequest() && request.frame().parentFrame() === null;
      if (!address.startsWith(ADDRESS)) (isWay ? ledTo : fetched).push(address);
      // Nothing is there, and a page that is led to it stays.
      return isWay ? route.fulfill({ status: 204 }) : route.abort();
    });
    context.on("dialog", (dialog) => void dialog.dismiss());
    context.on("console", (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) violations.push(message.text());
    });
    await context.addInitScript(LOOK);
    const page = await context.newPage();
    await page.goto(ADDRESS);
    const elementCount = await page.evaluate<number>(
      `(${DRAW})(${JSON.stringify(texts.map(({ text }) => text))})`,
    );
    // What begins by itself has begun when nothing is asked for any more.
    await page.waitForLoadState("networkidle");
    return {
      canaryCount: await page.evaluate<number>("globalThis.canaryCount ?? 0"),
      violations,
      fetched,
      ledTo,
      elementCount,
      faults: await page.evaluate<string[]>("takeFaults()"),
    };
  } finally {
    await context.close();
  }
}

const HTML = '<!doctype html><meta charset="utf-8"><title>Careless</title><div id="root"></div>';

function headersOf(policy: keyof typeof POLICIES): Record<string, string> {
  const value = POLICIES[policy];
  return value === "" ? {} : { "content-security-policy": value };
}

/** One element for each text, so that what one leaves open swallows no other. */
const DRAW = `(texts) => {
  let count = 0;
  for (const text of texts) {
    const place = document.createElement("div");
    document.querySelector("#root").append(place);
    try {
      place.innerHTML = text;
    } catch {
      // The policy takes no text for HTML.
    }
    count += place.querySelectorAll("*").length;
    place.querySelector("[autofocus]")?.focus();
  }
  return count;
}`;
