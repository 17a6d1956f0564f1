import { LayeredMap } from "./layered-map.ts";
import { Defect, invariant } from "./shared.ts";

/**
 * JSON in which equal values have equal bytes: keys in the order of their UTF-16 code units, no white space. Digests and the
 * journal are made from it. As in JSON, a property without a value is left out and -0 becomes 0. A Map is the list of its entries, in
 * its own order, since whoever walks it sees that order.
 * @throws Defect for what would not come back as it was: NaN, infinities, functions, bigints, class instances, holes in lists
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    invariant(Number.isFinite(value), `cannot write ${value} as JSON`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(",")}]`;
  if (value instanceof Map || value instanceof LayeredMap) return canonicalJson([...value]);
  if (isPlainObject(value)) return canonicalObject(value);
  throw new Defect(`cannot write a value of type ${typeof value} as JSON`);
}

function canonicalObject(object: Readonly<Record<string, unknown>>): string {
  const members: string[] = [];
  for (const key of Object.keys(object).toSorted()) {
    const value = object[key];
    if (value !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(value)}`);
  }
  return `{${members.join(",")}}`;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
