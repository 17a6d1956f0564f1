// A real server with its guard and its policy, the page as it is built, and any number of projects.
import { cpSync } from "node:fs";
import { createProcesses } from "../../../src/adapters/processes-posix/processes.ts";
import { PAGE_FOLDER } from "../../../src/compose/package.ts";
import { buildPage } from "../../../src/compose/page-build.ts";
import type { LiveProject } from "../../../src/server/access.ts";
import { createFakeDaemon } from "../../../src/server/http/testing/fake-daemon.ts";
import { startTestServer, type TestServer } from "../../../src/server/http/testing/test-server.ts";

export interface Stage {
  readonly server: TestServer;
  readonly url: string;
  /** The project that the page opens first. */
  readonly project: string;
  signInUrl(): Promise<string>;
}

export async function openStage(projects: readonly LiveProject[]): Promise<Stage> {
  const server = await startTestServer(createFakeDaemon(projects));
  const url = `http://127.0.0.1:${server.port}`;
  return {
    server,
    url,
    project: projects[0]?.id ?? "",
    signInUrl: async () => `${url}/login?t=${server.links.make()}`,
  };
}

/** Builds the page where its sources are newer, and gives the stage a copy of its own: another build may come in between. */
export async function givePage({ server }: Stage): Promise<void> {
  const processes = createProcesses({ home: server.pageFolder });
  const build = buildPage(processes);
  await build.settled;
  if (build.state() !== "ready") throw new Error(`There is no page to look at: ${build.state()}`);
  cpSync(PAGE_FOLDER, server.pageFolder, { recursive: true });
}
