// A disk so small that a test can fill it: a file system in memory, where the tests may mount one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  remove(): void;
}

/** Null where the tests may not mount: they need root, and a kernel that lets them. */
export function mountSmallDisk(bytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "jarvis-small-disk-"));
  if (!tryMount(folder, bytes)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(ballast),
    remove: () => {
      run(["umount", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

function tryMount(folder: string, bytes: number): boolean {
  try {
    run(["mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]);
    return true;
  } catch {
    // Not root, no such program, or a container that does not allow it: the caller says that it skips.
    return false;
  }
}

function run([program = "", ...args]: readonly string[]): void {
  execFileSync(program, args, { stdio: "ignore" });
}
