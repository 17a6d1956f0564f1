import { describe, expect, test } from "vitest";
import { meetingPlace } from "./scope.ts";

describe("two scopes that may meet", () => {
  test.for([
    ["the same file", ["src/a.ts"], ["src/a.ts"], "src/a.ts"],
    ["a folder and a file in it", ["src"], ["src/a.ts"], "src/a.ts"],
    ["a folder with a slash at its end and one below it", ["src/"], ["./src/ui"], "./src/ui"],
    ["a glob and a file that it may match", ["src/*.ts"], ["src/a.ts"], "src/a.ts"],
    ["a glob and the folder that it stands in", ["src/**"], ["src"], "src/**"],
    ["two globs of which one is narrower", ["src/**"], ["src/ui/*"], "src/ui/*"],
    ["globs that only may match the same", ["src/**/a.ts"], ["src/**/b.ts"], "src/**/a.ts"],
    ["a path in other letters", ["SRC/App.tsx"], ["src/app.tsx"], "SRC/App.tsx"],
    ["a path that climbs, and anything", ["docs/../src"], ["test"], "test"],
    ["the whole project by a dot, and anything", ["."], ["test"], "test"],
    ["one of several", ["docs", "src/a.ts"], ["test", "src"], "src/a.ts"],
  ] as const)("are %s", ([, mine, others, place]) => {
    expect(meetingPlace(mine, others)).toBe(place);
    expect(meetingPlace(others, mine)).not.toBeNull();
  });

  test("are one that names nothing and any other", () => {
    expect(meetingPlace([], ["src"])).toBe("src");
    expect(meetingPlace([], [])).toBe("everything");
    expect(meetingPlace(["!src"], ["src"])).toBe("src");
  });
});

test.for([
  ["two folders", ["src"], ["test"]],
  ["names of which one begins like the other", ["src/a.ts"], ["src/a.tsx"]],
  ["folders of which one begins like the other", ["src/ui"], ["src/ui-kit/button.tsx"]],
  ["globs in different folders", ["src/**"], ["test/**"]],
  ["a glob and a file beside it", ["src/ui/*"], ["src/app.tsx"]],
  ["lists of which no two meet", ["a", "b/**"], ["c", "d/*"]],
] as const)("never meet: %s", ([, mine, others]) => {
  expect(meetingPlace(mine, others)).toBeNull();
  expect(meetingPlace(others, mine)).toBeNull();
});
