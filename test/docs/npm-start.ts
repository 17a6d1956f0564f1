// `npm start` as somebody runs it who has read the README: until it has printed its link.
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Started {
  /** The sign-in link. */
  readonly url: string;
  stop(): Promise<void>;
}

/** @throws when it ends without a link; the message has what it printed */
export async function startNpmStart(root: string, temporary: string): Promise<Started> {
  const child = spawn("npm", ["start"], {
    cwd: root,
    // The sample goes where the test cleans up.
    env: { ...process.env, TMPDIR: temporary, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      printed += chunk.toString("utf8");
      const found = /http:\/\/127\.0\.0\.1:\d+\/login\?t=[\w-]+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code} and printed:\n${printed}`)));
  });
  return {
    url,
    stop: async () => {
      const ended = once(child, "exit");
      // npm and the daemon below it are one process group.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
      await ended;
    },
  };
}
