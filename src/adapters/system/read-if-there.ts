import { readFile } from "node:fs/promises";

/** The text of a file of the system; null where this system has no such file, or does not show it to us. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
