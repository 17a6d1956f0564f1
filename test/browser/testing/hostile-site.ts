// A site of somebody else on this machine: it answers every address with one page, which can try things on the daemon.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";

export interface HostileSite {
  readonly port: number;
  close(): Promise<void>;
}

/** What the page's own script answers. */
export interface Attacked {
  readonly tried: readonly string[];
  /** What gave it anything. */
  readonly reached: readonly string[];
}

const SCRIPT = readFileSync(join(import.meta.dirname, "hostile-page.js"), "utf8");
const PAGE =
  '<!doctype html><meta charset="utf-8"><title>Elsewhere</title><body><script src="/attack.js"></script></body>';

export async function openHostileSite(): Promise<HostileSite> {
  const server = createServer((request, response) => {
    if (request.url === "/attack.js")
      response.writeHead(200, { "content-type": "text/javascript" }).end(SCRIPT);
    else response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port, // of a server that listens on a TCP port
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/**
 * The page of a name that leads here now and led to its owner when the page was loaded. Here it begins with what the daemon answers, and the
 * context has to leave out the policy that comes with that: the attacker's own page has none.
 */
export async function openRebound(tab: Page, origin: string): Promise<void> {
  await tab.goto(origin);
  await tab.evaluate(SCRIPT);
}
