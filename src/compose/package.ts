// Where this package has what it brings along.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PACKAGE_ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const ASSETS = join(PACKAGE_ROOT, "assets");
/** The built page; a clone builds it when it starts. */
export const PAGE_FOLDER = join(PACKAGE_ROOT, "web", "dist");

export async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(PACKAGE_ROOT, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
