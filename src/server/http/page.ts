// The page as it was built: files of one folder, by a list that was read from it, so that no address leads anywhere else.
import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

export interface PageFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
}

export interface Page {
  /** `ready`, `building`, or what went wrong with the build. */
  state(): string;
  /** By the path of its address, `/` is the page itself; null: it has none such. */
  read(path: string): Promise<PageFile | null>;
}

const FILES_MAX = 2_000;
/** As Vite names what it may: `index-B3xk9_aQ.js`. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * `folder`: absolute. `buildState`: `building`, `ready`, or what went wrong; `ready` counts only once the page is there. The folder may be
 * built anew at any time.
 */
export function createPage(options: { readonly folder: string; buildState(): string }): Page {
  const { folder } = options;
  const index = join(folder, "index.html");
  let listed: { readonly of: string; readonly files: ReadonlyMap<string, string> } | null = null;

  /** Read anew when the page was built anew: the build writes its index last. */
  function filesNow(): ReadonlyMap<string, string> {
    const stat = statSync(index, { throwIfNoEntry: false });
    if (stat === undefined) return new Map();
    const of = `${stat.mtimeMs} ${stat.ino} ${stat.size}`;
    if (listed?.of !== of) listed = { of, files: listFiles(folder) };
    return listed.files;
  }

  return {
    state: () => {
      const state = options.buildState();
      return state === "ready" && !existsSync(index) ? "building" : state;
    },
    read: async (path) => {
      const file = filesNow().get(path === "/" ? "/index.html" : path);
      if (file === undefined) return null;
      const bytes = await readUnlessGone(file);
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      return bytes === null ? null : { bytes, type, isImmutable: HASHED.test(path) };
    },
  };
}

function listFiles(folder: string): ReadonlyMap<string, string> {
  // Plain files only: a link could lead out of the folder.
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, FILES_MAX)
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [`/${relative(folder, file).split(sep).join("/")}`, file]));
}

async function readUnlessGone(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    // A new build has taken it away since it was listed.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
