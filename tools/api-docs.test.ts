import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../src/wire/commands.ts";
import { apiPage } from "./api-docs.ts";
import { exampleOf, fieldsOf, typeText } from "./api-docs/schema-text.ts";

test("docs/api.md is what the routes say: after a change, run `node tools/api-docs.ts`", async () => {
  const written = readFileSync(join(import.meta.dirname, "../docs/api.md"), "utf8");
  expect(written).toBe(await apiPage());
});

test("what the wire says of a field in a comment stands beside it", async () => {
  const row = (await apiPage()).split("### BoardRow")[1]?.split("###")[0];
  expect(row).toContain(
    "| `step` | text or null | What its agent does at this moment; null: unknown, or nothing |",
  );
});

test("every command that is shown could be sent", async () => {
  const shown = [...(await apiPage()).matchAll(/-d '(.+)' \\\n.*\/commands\/([a-z-]+)"/g)];
  expect(shown.map(([, , name]) => name)).toEqual(Object.keys(COMMANDS));
  for (const [, body = "", name = ""] of shown) {
    const command = Object.entries(COMMANDS).find(([one]) => one === name)?.[1];
    expect([name, command?.input.safeParse(JSON.parse(body)).success]).toEqual([name, true]);
  }
});

test("a type reads as words, and a named one is a link", () => {
  expect(typeText({ type: "array", items: { $ref: "#/components/schemas/BoardRow" } })).toBe(
    "list of [BoardRow](#boardrow)",
  );
  expect(typeText({ type: ["string", "null"] })).toBe("text or null");
  expect(typeText({ enum: ["a", "b"] })).toBe("`a`, `b`");
});

test("fields inside a field are named with their way to it", () => {
  const schema = {
    properties: {
      queued: { type: "array", items: { properties: { id: { type: "string" } }, required: ["id"] } },
    },
  };
  expect(fieldsOf(schema)).toMatchObject([
    { name: "queued", isRequired: false },
    { name: "queued[].id", isRequired: true, type: "text" },
  ]);
});

test("an example has what is needed and nothing else", () => {
  const schema = {
    properties: {
      ticket: { type: "string" },
      seenSeq: { type: "integer", minimum: 0 },
      why: { type: "string" },
    },
    required: ["ticket", "seenSeq"],
  };
  expect(exampleOf(schema)).toEqual({ ticket: "T-1", seenSeq: 1 });
});
