// What a backup says of itself. It is written last, so that a backup with a manifest is whole.
import { z } from "zod";

/** Raised when a backup changes its form; one of another version is refused. */
export const BACKUP_VERSION = 1;
export const MANIFEST_NAME = "manifest.json";

/** Relative, without a way out of the folder; as all our own files are named. */
const FILE_PATH = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/;

export function isFilePath(path: string): boolean {
  return FILE_PATH.test(path);
}

const Count = z.int().min(0);

export const Manifest = z.strictObject({
  format: z.literal("jarvis-backup"),
  version: z.literal(BACKUP_VERSION),
  /** Null when the journal tells of none. */
  project: z.string().nullable(),
  /** Milliseconds since 1970. */
  madeAt: z.number(),
  journal: z.strictObject({ form: Count, events: Count, replies: Count }),
  /** Null when the project had none. */
  activity: z.strictObject({ form: Count, rows: Count }).nullable(),
  /** Each is named by its own digest. */
  blobs: z.strictObject({ count: Count, bytes: Count }),
  /** All others. */
  files: z.array(
    z.strictObject({
      path: z.string().regex(FILE_PATH),
      bytes: Count,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;
export type ManifestFile = Manifest["files"][number];
