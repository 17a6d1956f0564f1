// Makes `dist/` from `src/`: Node does not strip types inside an installed package, so JavaScript is published.
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "./sources.ts";

rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync(join("node_modules", ".bin", "tsc"), ["-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
// What is not TypeScript is read at run time by its place beside the code.
for (const path of listFiles("src", ["**/*.*"]).filter((name) => !name.endsWith(".ts")))
  cpSync(join("src", path), join("dist", path));
