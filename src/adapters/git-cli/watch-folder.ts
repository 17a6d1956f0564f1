// What the file system tells of a folder's entries, where it tells anything.
import { watch } from "node:fs";

/**
 * `tell` hears the name of an entry that came, went or was written, at least once and not for each change; null: one that the system does not name.
 * Nothing is told where the system has no watch to give. It keeps no process alive. Returns the way to stop.
 */
export function watchFolder(folder: string, tell: (name: string | null) => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => tell(name));
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch (error) {
    if (error instanceof Error && "code" in error) return () => undefined;
    throw error;
  }
}
