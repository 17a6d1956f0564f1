// A repository as the only project of a home, for a command or a test that drives it in this process, without any way in from outside.
import type { Host } from "../wire/host.ts";
import type { HostOptions } from "../wire/host-options.ts";
import { closeOnSignal, openHome } from "./home.ts";
import { openProjectIn, type HostSeams } from "./project.ts";

/** @throws PortFailure that says what was found and what to do */
export async function openHost(options: HostOptions, seams: HostSeams = {}): Promise<Host> {
  const home = await openHome(options);
  const close = () => home.undo.run();
  home.undo.push(closeOnSignal(close));
  try {
    const { host } = await openProjectIn(home, options, seams);
    home.undo.push(() => host.close());
    return { ...host, close };
  } catch (error) {
    await close();
    throw error;
  }
}
