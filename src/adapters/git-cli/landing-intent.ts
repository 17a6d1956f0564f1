import { rm } from "node:fs/promises";
import { join } from "node:path";
import { branchName, commitSha, landingId, MalformedId, type LandingId } from "../../domain/ids.ts";
import type { LandRequest } from "../../ports/repository.ts";
import { listIfThere, readTextIfThere, statOf, writeFileAtomically } from "./files.ts";

/** What a landing is about to do, written before it touches anything, so that a killed one can be told from the user's own work. */
export interface LandingIntent extends LandRequest {
  /** The checkout that would move; null when the target was checked out nowhere. Its files were shown to be clean before. */
  readonly checkout: string | null;
}

/** An intent that outlived its process. `sinceMs` is when it was written, by the clock of the file system. */
export type InterruptedLanding = LandingIntent & { readonly sinceMs: number };

/** Makes the intent durable. @returns when it was written, by the clock of the file system. */
export async function announceLanding(
  commonDir: string,
  request: LandRequest,
  checkout: string | null,
): Promise<number> {
  const intent: LandingIntent = { ...request, checkout };
  const path = pathOf(commonDir, request.landing);
  await writeFileAtomically(path, `${JSON.stringify({ schema: 1, ...intent })}\n`);
  return (await statOf(path))?.mtimeMs ?? Date.now();
}

export async function forgetLanding(commonDir: string, landing: LandingId): Promise<void> {
  await rm(pathOf(commonDir, landing), { force: true });
}

/** Only the holder of the landing lock may ask: then whatever is there belongs to nobody alive. */
export async function readInterruptedLandings(commonDir: string): Promise<InterruptedLanding[]> {
  const found: InterruptedLanding[] = [];
  for (const name of await listIfThere(folderOf(commonDir))) {
    const path = join(folderOf(commonDir), name);
    const text = name.endsWith(".json") ? await readTextIfThere(path) : null;
    const intent = text === null ? null : parseIntent(text);
    if (intent) found.push({ ...intent, sinceMs: (await statOf(path))?.mtimeMs ?? Date.now() });
    // Half written: its landing had not begun.
    else await rm(path, { force: true });
  }
  return found;
}

function folderOf(commonDir: string): string {
  return join(commonDir, "jarvis", "landings");
}

function pathOf(commonDir: string, landing: LandingId): string {
  return join(folderOf(commonDir), `${landing}.json`);
}

function parseIntent(text: string): LandingIntent | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== "object" || value === null) return null;
  const textAt = (key: string): string => {
    const field: unknown = Reflect.get(value, key);
    return typeof field === "string" ? field : "";
  };
  try {
    return {
      landing: landingId(textAt("landing")),
      branch: branchName(textAt("branch")),
      from: commitSha(textAt("from")),
      candidate: commitSha(textAt("candidate")),
      checkout: textAt("checkout") || null,
    };
  } catch (error) {
    if (error instanceof MalformedId) return null;
    throw error;
  }
}
