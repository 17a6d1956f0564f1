// What the control groups around this process leave it, on Linux: a container may have far less than its machine.
import { dirname, join, resolve } from "node:path";
import { readIfThere } from "./read-if-there.ts";

/** Where each version of control groups keeps limit, use, and what of the use goes as soon as it is needed. */
const VERSIONS = [
  {
    line: /^0::(.*)$/m,
    mount: "sys/fs/cgroup",
    limit: "memory.max",
    used: "memory.current",
    spare: "inactive_file",
  },
  {
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m,
    mount: "sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    spare: "total_inactive_file",
  },
] as const;

/** Bytes until the first limit from here up; Infinity where nothing limits us, as on other systems. */
export async function readContainerFree(root: string): Promise<number> {
  const groups = await readIfThere(resolve(root, "proc/self/cgroup"));
  if (groups === null) return Number.POSITIVE_INFINITY;
  const left: number[] = [];
  for (const version of VERSIONS) {
    const group = version.line.exec(groups)?.[1];
    if (group === undefined) continue;
    const mount = resolve(root, version.mount);
    // A limit of an outer group holds as well. Inside of a container the path may be one of the host: then only the mount itself is there.
    for (let path = group; ; path = dirname(path)) {
      left.push(await readFree(join(mount, path), version));
      if (path === dirname(path)) break;
    }
  }
  return Math.min(Number.POSITIVE_INFINITY, ...left);
}

async function readFree(folder: string, { limit, used, spare }: (typeof VERSIONS)[number]): Promise<number> {
  const [max, current, stat] = await Promise.all(
    [limit, used, "memory.stat"].map((name) => readIfThere(join(folder, name))),
  );
  const limitBytes = bytesOf(max);
  const usedBytes = bytesOf(current);
  if (limitBytes === null || usedBytes === null) return Number.POSITIVE_INFINITY;
  const spareBytes = Number(new RegExp(`^${spare} (\\d+)$`, "m").exec(stat ?? "")?.[1] ?? 0);
  return Math.max(0, limitBytes - Math.max(0, usedBytes - spareBytes));
}

/** Null: there is no such file, or no limit (`max`). */
function bytesOf(text: string | null | undefined): number | null {
  return text === null || text === undefined || !/^\d+\s*$/.test(text) ? null : Number(text);
}
