// Measures this machine: memory as the system and every limit around us allow it, disks, load.
import { statfs } from "node:fs/promises";
import { freemem, loadavg } from "node:os";
import { dirname, resolve } from "node:path";
import { MachineUnreadable, type Machine } from "../../ports/machine.ts";
import { readContainerFree } from "./container-memory.ts";
import { readPower } from "./power.ts";
import { readIfThere } from "./read-if-there.ts";

const MB = 1024 * 1024;

/** `root`: where `/proc` and `/sys` are looked for; another one for tests. */
export function createMachine({ root = "/" }: { readonly root?: string } = {}): Machine {
  return {
    measure: async (folders) => {
      const [system, container, ...freeDiskMb] = await Promise.all([
        readSystemFree(root),
        readContainerFree(root),
        ...folders.map(readDiskFree),
      ]);
      const freeMemoryMb = Math.max(0, Math.floor(Math.min(system, container) / MB));
      return { freeMemoryMb, freeDiskMb, load: loadavg()[0] ?? 0 };
    },
    readPower: () => readPower(root),
  };
}

/** Bytes. What is kept only until somebody needs the memory counts as free; `freemem` does not know that on Linux. */
async function readSystemFree(root: string): Promise<number> {
  const text = await readIfThere(resolve(root, "proc/meminfo"));
  const found = text === null ? null : /^MemAvailable:\s+(\d+) kB$/m.exec(text);
  return found === null ? freemem() : Number(found[1]) * 1024;
}

/** Whole megabytes. */
async function readDiskFree(folder: string): Promise<number> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    try {
      const { bavail, bsize } = await statfs(path);
      return Math.floor((bavail * bsize) / MB);
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (isMissing && path !== dirname(path)) continue;
      throw new MachineUnreadable(`the disk of ${folder}`, String(error), { cause: error });
    }
  }
}
