// The token that lets the command line and MCP clients in: who can read the user's home may act as the user.
import { join } from "node:path";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";
import { isSecretForm, makeSecret } from "./secrets.ts";

const TOKEN_FILE_BYTES_MAX = 100;

/**
 * Reads the bearer token from `<home>/token`, or makes it. A file that others can read or could have written holds no secret any more:
 * it is replaced, and `tell` hears why, since clients with the old token have to read it again. Only whoever holds the home's lock
 * may call this.
 * @returns 32 random bytes as base64url
 * @throws PrivateFileUnwritable
 */
export function ensureDaemonToken(home: string, tell: (notice: string) => void): string {
  const path = join(home, "token");
  const read = readPrivateFile(path, TOKEN_FILE_BYTES_MAX);
  const token = read.kind === "text" ? read.text.trim() : "";
  if (isSecretForm(token)) return token;

  const fresh = makeSecret();
  writePrivateFile(path, `${fresh}\n`);
  if (read.kind !== "absent") {
    const found = read.kind === "unsafe" ? read.found : "something that is not a token";
    tell(
      `Did not use the access token in ${path}: found ${found}. Made a new one there; clients must read it again.`,
    );
  }
  return fresh;
}
