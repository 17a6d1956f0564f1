// Runs in the page, before its own scripts: what would tell that a text has come to life, and eyes for all that is ever drawn.
"use strict";

/** Whoever calls this ran out of a text. */
globalThis.canary = () => {
  globalThis.canaryCount = (globalThis.canaryCount ?? 0) + 1;
  console.error("a text ran as a script");
};

const FAULTS_MAX = 20;
const FAULT_CHARS = 200;
/** Elements that our page never has, or not where texts stand. */
const NOT_OURS =
  "iframe, frame, object, embed, applet, base, portal, audio, video, source, track, meta[http-equiv], math, marquee, link[rel=stylesheet]:not(head > *), " +
  "#root :is(img, style, script, link, template, plaintext, [srcdoc], [ping], [background], [poster], [formaction], form[action])";
/** Controls but line breaks and tabs, and what turns the direction of writing. */
const ACTS = /(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/u;

const faults = new Set();

function addFault(what, text) {
  if (faults.size < FAULTS_MAX) faults.add(`${what}: ${JSON.stringify(text.slice(0, FAULT_CHARS))}`);
}

/** What was in the document and must not be, since this was last asked. */
globalThis.takeFaults = () => {
  const taken = [...faults];
  faults.clear();
  return taken;
};

function checkElement(element) {
  if (element.matches(NOT_OURS)) addFault("an element", element.outerHTML);
  if (element.hasAttribute("href")) checkLink(element);
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on")) addFault("a handler", element.outerHTML);
    if (ACTS.test(value)) addFault(`an attribute ${name} that acts`, element.outerHTML);
  }
}

function checkLink(link) {
  const href = link.getAttribute("href");
  const url = URL.parse(href, document.baseURI);
  // Ours lead to a screen, or past the bar above it.
  if (url?.origin === location.origin && /^(?:\/|#screen$)/.test(href)) return;
  // Without a host that there can be it leads nowhere.
  const isOutside =
    url === null ? /^https?:/i.test(href) : ["http:", "https:", "mailto:"].includes(url.protocol);
  if (!isOutside) addFault("a link", link.outerHTML);
  if (link.localName === "a" && !/noopener/.test(link.rel))
    addFault("a link that can look back", link.outerHTML);
}

function checkText({ data }) {
  const at = data.search(ACTS);
  if (at >= 0) addFault("a text that acts", data.slice(Math.max(0, at - 80), at + 20));
}

function check(node) {
  if (node.nodeType === Node.TEXT_NODE) checkText(node);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  checkElement(node);
  const inside = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let one = inside.nextNode(); one !== null; one = inside.nextNode())
    if (one.nodeType === Node.TEXT_NODE) checkText(one);
    else checkElement(one);
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes)
    if (type === "childList") addedNodes.forEach(check);
    else if (type === "attributes") checkElement(target);
    else checkText(target);
}).observe(document, { childList: true, attributes: true, characterData: true, subtree: true });

/** What is only folded is in the document already, and may be very high. */
const CLOSED = "button[aria-expanded=false]:not([aria-haspopup], [aria-label^='Show all'])";
const ROWS = "[data-index], [role=row], section[data-path]";
const ROW_CHARS = 400;

const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

/** Opens everything in a list that can be opened in place. Says of each of its rows how it is called and how it begins. */
globalThis.openRows = async (selector) => {
  const list = document.querySelector(selector);
  for (const button of list.querySelectorAll(CLOSED)) button.click();
  await drawn();
  return [...list.querySelectorAll(ROWS)].map((row) => {
    const label = row.querySelector("article")?.ariaLabel ?? row.ariaLabel ?? "";
    return `${label.slice(0, ROW_CHARS)} ${row.textContent.slice(0, ROW_CHARS)}`;
  });
};
