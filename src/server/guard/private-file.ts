// Files that only the user may read: written whole or not at all, and not believed when others could have changed them.
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** `found` says in a few words why the file is not to be believed. */
export type PrivateRead =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unsafe"; readonly found: string };

/** The disk or its permissions are in the way of a file of the daemon's home. */
export class PrivateFileUnwritable extends Error {
  readonly code = "private-file-unwritable";
  readonly retry = "after-change";
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    const found = codeOf(options?.cause) ?? "an error without a code";
    super(
      `Cannot write ${path}: found ${found}. Check the folder's owner, its permissions and the free space, then try again.`,
      options,
    );
    this.name = "PrivateFileUnwritable";
    this.path = path;
  }
}

/**
 * Reads a file that must be plain, of the user, closed to everybody else and of at most `bytesMax`. Follows no symbolic link, and
 * checks the file that it has open, so that nothing can be put in its place in between. Never throws.
 */
export function readPrivateFile(path: string, bytesMax: number): PrivateRead {
  let file: number;
  try {
    // Without O_NONBLOCK, a pipe in the file's place would hold the daemon for ever. Windows has neither flag; absent counts as 0.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return { kind: "absent" };
    return { kind: "unsafe", found: code === "ELOOP" ? "a symbolic link" : `${code} when it was opened` };
  }
  try {
    const found = whatIsUnsafe(fstatSync(file), bytesMax);
    return found === null ? { kind: "text", text: readFileSync(file, "utf8") } : { kind: "unsafe", found };
  } catch (error) {
    return { kind: "unsafe", found: `${codeOf(error)} when it was read` };
  } finally {
    closeSync(file);
  }
}

/** Windows has no owner and no mode here; there the user's folder keeps others out. */
function whatIsUnsafe(stats: Stats, bytesMax: number): string | null {
  if (!stats.isFile()) return "something that is not a file";
  if (stats.size > bytesMax) return `${stats.size} bytes, more than ${bytesMax}`;
  if (process.getuid === undefined) return null;
  if (stats.uid !== process.getuid()) return `a file of user ${stats.uid}`;
  if ((stats.mode & 0o077) !== 0) return `permissions ${(stats.mode & 0o777).toString(8)} in place of 600`;
  return null;
}

/**
 * Puts `text` at `path` with mode 0600, in one rename: a reader sees the old or the new, also after a crash. One writer at a time.
 * @throws PrivateFileUnwritable and the old content stays
 */
export function writePrivateFile(path: string, text: string): void {
  const part = `${path}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Left by a crash. Made anew and never followed, so that it cannot be somebody else's.
    rmSync(part, { force: true });
    const file = openSync(part, "wx", 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    throw new PrivateFileUnwritable(path, { cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
