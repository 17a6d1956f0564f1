import { expect, it } from "vitest";
import { choiceOf, EMPTY_FORM, missingIn } from "./model-choice.ts";

it("wants a whole secret for a key or a token, and an address for a model of one's own", () => {
  expect(missingIn({ ...EMPTY_FORM, kind: "api-key" })).toHaveProperty("secret");
  expect(missingIn({ ...EMPTY_FORM, kind: "api-key", secret: "  short  " })).toHaveProperty("secret");
  expect(missingIn({ ...EMPTY_FORM, kind: "plan-token", secret: "longenough" })).toEqual({});
  for (const url of ["", "localhost:8080", "file:///etc/passwd", "javascript:alert(1)"])
    expect(missingIn({ ...EMPTY_FORM, kind: "local-url", url })).toHaveProperty("url");
  expect(missingIn({ ...EMPTY_FORM, kind: "local-url", url: "http://127.0.0.1:8080" })).toEqual({});
  expect(missingIn({ ...EMPTY_FORM, kind: "playbook" })).toEqual({});
});

it("sends what the kind needs and nothing of the others", () => {
  const form = { ...EMPTY_FORM, secret: " sk-12345678 ", url: " http://127.0.0.1:8080 ", model: "  " };
  expect(choiceOf({ ...form, kind: "playbook" })).toEqual({ kind: "playbook" });
  expect(choiceOf({ ...form, kind: "api-key", isRemembered: true })).toEqual({
    kind: "api-key",
    secret: "sk-12345678",
    model: null,
    isUnsafe: false,
    isRemembered: true,
  });
  expect(choiceOf({ ...form, kind: "local-url", secret: "", model: " qwen ", isUnsafe: true })).toEqual({
    kind: "local-url",
    url: "http://127.0.0.1:8080",
    secret: "",
    model: "qwen",
    isUnsafe: true,
    isRemembered: false,
  });
});
