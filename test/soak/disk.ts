// A small file system of the soak's own: a tmpfs in a mount namespace that ends with its last process, so that no mount is left whatever happens.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIZE_BYTES = 1_500 * 1_024 * 1_024;
const INSIDE = "JARVIS_SOAK_INSIDE";

export interface Disk {
  readonly folder: string;
  /** To what is on it: the next write finds it full. */
  shrink(): void;
  grow(): void;
  remove(): void;
}

export function isInOwnNamespace(): boolean {
  return process.env[INSIDE] === "1";
}

/** Runs this program again where it may mount: as root in a mount namespace, else in a user namespace too. @returns its exit code */
export async function runInOwnNamespace(argv: readonly string[]): Promise<number> {
  const isRoot = process.getuid?.() === 0;
  const flags = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
  const child = spawn("unshare", [...flags, process.execPath, ...argv], {
    env: { ...process.env, [INSIDE]: "1" },
    stdio: "inherit",
  });
  // At a terminal it hears of a Ctrl-C itself; what is sent to this process alone is passed on.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** @throws when nothing may be mounted here */
export function mountDisk(): Disk {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-soak-")));
  const mount = (...args: readonly string[]) => execFileSync("mount", [...args, folder]);
  try {
    mount("-t", "tmpfs", "-o", `size=${SIZE_BYTES},mode=700`, "jarvis-soak");
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    folder,
    shrink: () => {
      const { blocks, bfree, bsize } = statfsSync(folder);
      mount("-o", `remount,size=${(blocks - bfree) * bsize}`);
    },
    grow: () => void mount("-o", `remount,size=${SIZE_BYTES}`),
    remove: () => {
      execFileSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
