// A command line taken apart.
import { expect, test } from "vitest";
import { commandWords } from "./command-words.ts";

test.each([
  ["npm  test ", ["npm", "test"]],
  [
    `git commit -m "two words" --author='Ada "A" <a@b>'`,
    ["git", "commit", "-m", "two words", `--author=Ada "A" <a@b>`],
  ],
  [String.raw`a\ b "c\"d" 'e\f'`, ["a b", 'c"d', String.raw`e\f`]],
  [`x "" '' $HOME *`, ["x", "", "", "$HOME", "*"]],
  ["   ", []],
])("%s", (line, words) => expect(commandWords(line)).toEqual(words));

test("a quote that is open is no command", () => expect(commandWords("echo 'a")).toBeNull());
