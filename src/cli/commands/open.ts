// `jarvis open`: a link that signs a browser in, opened where there is a desktop.
import type { Command } from "commander";
import { define, does, homeOption, jsonOption, type Cli, type HomeOption } from "./cli.ts";
import { openDaemon } from "./project.ts";

interface OpenOptions extends HomeOption {
  readonly open?: boolean;
}

export function openCommand(cli: Cli): Command {
  const command = define({
    usage: "open",
    summary: "print a link that signs a browser in to the page, and open it",
    details:
      "Prints a link that signs one browser in to the page, once and within ten minutes, and opens it when there is a desktop.",
    examples: ["jarvis open", "jarvis open --no-open"],
  })
    .option("--no-open", "only print it")
    .addOption(homeOption())
    .addOption(jsonOption());
  return does<OpenOptions>(cli, command, async (options) => {
    const { api, place } = await openDaemon(options, cli);
    const link = await api.signInLink();
    if (options.json === true) return cli.output.json({ url: place.url, signInUrl: link });
    cli.output.line(link, "bold");
    if (options.open !== false) await openOnDesktop(cli, link);
  });
}

/** Does nothing where nobody could see it: without a desktop, or when a program reads the output. */
export async function openOnDesktop(
  { output, world }: Pick<Cli, "output" | "world">,
  url: string,
): Promise<void> {
  if (!output.isTerminal || !isDesktop(process.platform, process.env)) return;
  if (!(await world.openBrowser(url))) output.note("No browser could be opened: open the link yourself.");
}

/** Whether a window can appear in front of whoever typed the command. */
export function isDesktop(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (env["SSH_CONNECTION"] !== undefined || env["CI"] !== undefined) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(env["DISPLAY"]) || Boolean(env["WAYLAND_DISPLAY"]);
}
