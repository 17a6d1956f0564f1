import { expect, test } from "vitest";
import lock from "./complete-lock.cjs";

test("adds the pinned native package of another platform that npm left out", () => {
  const { packages, added } = lock.complete({
    "node_modules/tool": {
      version: "1.2.3",
      dev: true,
      optionalDependencies: { "@tool/linux-x64-musl": "1.2.3" },
    },
  });
  expect(added).toEqual(["@tool/linux-x64-musl@1.2.3"]);
  expect(packages["node_modules/@tool/linux-x64-musl"]).toEqual({
    version: "1.2.3",
    dev: true,
    optional: true,
    cpu: ["x64"],
    os: ["linux"],
    libc: ["musl"],
  });
});

test("puts a second version beside the package that asks for it", () => {
  const { packages } = lock.complete({
    "node_modules/a": { version: "2.0.0", optionalDependencies: { "x-win-x64": "2.0.0" } },
    "node_modules/x-win-x64": { version: "1.0.0", optional: true },
  });
  expect(packages["node_modules/a/node_modules/x-win-x64"]).toMatchObject({
    version: "2.0.0",
    os: ["win32"],
  });
});

test("leaves what is present, what is a range and what names no platform", () => {
  const complete = {
    "node_modules/a": {
      version: "1.0.0",
      optionalDependencies: { "b-linux-x64": "1.0.0", c: "~2.0.0", d: "1.0.0" },
    },
    "node_modules/b-linux-x64": { version: "1.0.0", optional: true },
  };
  expect(lock.complete(complete)).toEqual({ packages: complete, added: [] });
});

test("turns a bare platform string into a list, as npm 10 needs it", () => {
  const { packages } = lock.complete({ "node_modules/a": { version: "1.0.0", os: "linux" } });
  expect(packages["node_modules/a"]).toMatchObject({ os: ["linux"] });
});
