import { openScriptedHost, type HostTool } from "./scripted-host.ts";

export const COMMITTED = "1a2b3c4 T-1: Say hello\n hello.txt | 1 +\n 1 file changed, 1 insertion(+)";

/** A first message with this description. */
export function ticket(description: string): string {
  return [
    "Work on this ticket.",
    '<ticket id="T-1">',
    "<title>Say hello</title>",
    `<description>${description}</description>`,
    "<criteria><criterion>It says hello</criterion></criteria>",
    "</ticket>",
    "<workspace>/tree</workspace>",
  ].join("\n");
}

/** A worker whose tools succeed, unless a test says otherwise. */
export function openWorker(tools: Record<string, HostTool> = {}) {
  return openScriptedHost({
    role: "worker",
    tools: {
      Bash: ({ command }) => (String(command).startsWith("git add") ? COMMITTED : "ok"),
      Read: () => ({ text: "File does not exist.", isError: true }),
      Write: () => "File created",
      ...tools,
    },
  });
}

/** "Bash npm test", "Write /tree/a" */
export function commands(calls: readonly { name: string; input: Record<string, unknown> }[]): string[] {
  return calls.map(({ name, input }) => `${name} ${String(input["command"] ?? input["file_path"])}`);
}
