// The page of a clone is built when the daemon starts and its sources are newer; a package brings it built.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Processes } from "../ports/processes.ts";
import { PACKAGE_ROOT, PAGE_FOLDER } from "./package.ts";

export interface PageBuild {
  /** Absolute: where the built page lies. */
  readonly folder: string;
  /** `building`, `ready`, or a sentence that says why there is no page and what to do. */
  state(): string;
  readonly settled: Promise<void>;
}

const LINES_SHOWN = 8;

/** Begins at once and never fails: what goes wrong is its state. */
export function buildPage(processes: Processes): PageBuild {
  const script = join(PACKAGE_ROOT, "tools", "setup.cjs");
  const isClone = existsSync(script) && existsSync(join(PACKAGE_ROOT, "web", "vite.config.ts"));
  let state = isClone ? "building" : stateOfFolder();
  const build = async (): Promise<void> => {
    try {
      const child = await processes.spawn({
        argv: [process.execPath, script, "web"],
        cwd: PACKAGE_ROOT,
        env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", CI: "true" },
        slot: "page-build",
        stdin: "none",
      });
      const output = await readLastLines(child.stdout, child.stderr);
      const { code, signal } = await child.exited;
      state =
        code === 0
          ? stateOfFolder()
          : `The page could not be built (${signal ?? `exit ${code ?? "unknown"}`}): ${output} Try: npm run build:web`;
    } catch (error) {
      state = `The page could not be built: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  return { folder: PAGE_FOLDER, state: () => state, settled: isClone ? build() : Promise.resolve() };
}

function stateOfFolder(): string {
  return existsSync(join(PAGE_FOLDER, "index.html"))
    ? "ready"
    : `There is no page in ${PAGE_FOLDER}: this package is not whole. Install it again, or use jarvis chat.`;
}

async function readLastLines(...streams: readonly NodeJS.ReadableStream[]): Promise<string> {
  const lines: string[] = [];
  await Promise.all(
    streams.map(async (stream) => {
      for await (const chunk of stream) {
        lines.push(...String(chunk).split("\n").filter(Boolean));
        lines.splice(0, lines.length - LINES_SHOWN);
      }
    }),
  );
  return lines.join(" · ");
}
