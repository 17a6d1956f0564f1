// The repository of a run of the suite: a user with uncommitted files, a check, and nothing of ours.
import { makeScene, type Scene } from "../e2e/scene.ts";
import { USER_FILES } from "./plan.ts";

export function makeShop(): Scene {
  const at = makeScene({ files: { "README.md": "# Shop\n", "check.sh": "test -s note.txt\n" } });
  for (const [path, text] of Object.entries(USER_FILES)) at.write(path, text);
  return at;
}
