// Contrast of the theme's colours, computed from the file that defines them.
import { describe, expect, it } from "vitest";
import base from "./base.css?raw";
import css from "./theme.css?raw";
import { TONES } from "./tone.ts";

const TEXT_RATIO = 4.5;
const PART_RATIO = 3;

const GROUNDS = ["canvas", "surface", "raised", "sunken", "hover", "active", "selected"];
const SEVERITIES = ["info", "warn", "danger", "good"];
const WITH_SOFT_GROUND = [...TONES, ...SEVERITIES, "added", "removed", "accent"];

const light = colorsIn(css.slice(0, css.indexOf('[data-theme="dark"]')));
const dark = { ...light, ...colorsIn(css.slice(css.indexOf('[data-theme="dark"]'))) };

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s theme", (_name, colors) => {
  const ratio = (text: string, ground: string) => contrast(colors[text] ?? "", colors[ground] ?? "");

  it.each(["strong", "body", "muted", ...WITH_SOFT_GROUND])("keeps %s readable on every ground", (text) => {
    for (const ground of GROUNDS.filter((one) => one !== "active"))
      expect(ratio(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(TEXT_RATIO);
  });

  it.each(["strong", "body", "muted"])("keeps %s readable on what is pressed or chosen", (text) => {
    expect(ratio(text, "active")).toBeGreaterThanOrEqual(TEXT_RATIO);
  });

  it.each(WITH_SOFT_GROUND)("keeps %s, and body text, readable on its own soft ground", (text) => {
    expect(ratio(text, `${text}-soft`), text).toBeGreaterThanOrEqual(TEXT_RATIO);
    expect(ratio("body", `${text}-soft`), `body on ${text}-soft`).toBeGreaterThanOrEqual(TEXT_RATIO);
  });

  it("keeps faint text readable where it may stand", () => {
    for (const ground of ["canvas", "surface", "raised", "sunken", "hover"])
      expect(ratio("faint", ground), ground).toBeGreaterThanOrEqual(TEXT_RATIO);
  });

  it.each([
    ["on-primary", "primary"],
    ["on-primary", "primary-hover"],
    ["on-accent", "accent"],
    ["on-danger", "danger-fill"],
    ["on-danger", "danger-fill-hover"],
  ])("keeps %s readable on %s", (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(TEXT_RATIO);
  });

  it("shows the edges of controls and the focus", () => {
    for (const ground of ["canvas", "surface", "raised"])
      for (const edge of ["line-control", "accent"])
        expect(ratio(edge, ground), `${edge} on ${ground}`).toBeGreaterThanOrEqual(PART_RATIO);
  });
});

describe("the measure itself", () => {
  it("knows the two ends of the scale and what lies below the bound", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeLessThan(TEXT_RATIO);
  });

  it("refuses a colour that is not there", () => {
    expect(() => contrast("", "#ffffff")).toThrow("no colour");
  });
});

function colorsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/--color-([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [name, hex]),
  );
}

/** WCAG 2.2: (lighter + 0.05) / (darker + 0.05). */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(hex.slice(at, at + 2)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: string): number {
  const value = Number.parseInt(channel, 16) / 255;
  if (Number.isNaN(value)) throw new Error(`no colour: "${channel}"`);
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

it("makes no change a transition where motion is to be reduced", () => {
  // With any duration but zero every size that a script sets arrives a frame late, and a list that holds its end loses it.
  const [, reduced = ""] = base.split("@media (prefers-reduced-motion: reduce)");
  expect(reduced.match(/transition-duration: [^;]*/g)).toEqual(["transition-duration: 0s !important"]);
});
