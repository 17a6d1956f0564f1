// Reads the command line and runs its command. Exit codes: 0 done · 1 failed or refused · 2 not understood · 3 no daemon runs.
import { stat } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import { addCommand } from "./commands/add.ts";
import { adoptCommand } from "./commands/adopt.ts";
import { againCommand } from "./commands/again.ts";
import { approveCommand } from "./commands/approve.ts";
import { chatCommand } from "./commands/chat.ts";
import { does, type Cli } from "./commands/cli.ts";
import { backupCommand, exportCommand, importCommand, restoreCommand } from "./commands/copies.ts";
import { demoCommand } from "./commands/demo.ts";
import { diffCommand } from "./commands/diff.ts";
import { discardCommand } from "./commands/discard.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { awayCommand, backCommand, resetFuseCommand } from "./commands/away.ts";
import { goOnCommand } from "./commands/go-on.ts";
import { answerCommand } from "./commands/answer.ts";
import { interruptCommand } from "./commands/interrupt.ts";
import { landCommand } from "./commands/land.ts";
import { logsCommand } from "./commands/logs.ts";
import { lsCommand } from "./commands/ls.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { openCommand } from "./commands/open.ts";
import { pauseCommand, resumeCommand } from "./commands/pause.ts";
import { projectsCommand } from "./commands/projects.ts";
import { quitCommand } from "./commands/quit.ts";
import { recoverCommand } from "./commands/recover.ts";
import { retryCommand } from "./commands/retry.ts";
import { runCommand } from "./commands/run.ts";
import { raiseCommand } from "./commands/raise.ts";
import { sendCommand } from "./commands/send.ts";
import { showCommand } from "./commands/show.ts";
import { addStartOptions, runHere, startCommand } from "./commands/start.ts";
import type { StartOptions } from "./commands/start-options.ts";
import { stopCommand } from "./commands/stop.ts";
import { giveBackCommand, takeOverCommand } from "./commands/take-over.ts";
import { supersedeCommand } from "./commands/supersede.ts";
import { undoCommand } from "./commands/undo.ts";
import { waitCommand } from "./commands/wait.ts";
import { messageOf, NoDaemon, UsageError } from "./failures.ts";
import { createOutput, type Output } from "./output.ts";
import type { World } from "./world.ts";

const HINT = "Try: jarvis --help";

/** In the order of a day's work. */
const COMMANDS: readonly ((cli: Cli) => Command)[] = [
  startCommand,
  chatCommand,
  openCommand,
  addCommand,
  adoptCommand,
  lsCommand,
  showCommand,
  waitCommand,
  approveCommand,
  undoCommand,
  sendCommand,
  answerCommand,
  interruptCommand,
  runCommand,
  logsCommand,
  diffCommand,
  landCommand,
  pauseCommand,
  resumeCommand,
  takeOverCommand,
  giveBackCommand,
  raiseCommand,
  awayCommand,
  backCommand,
  resetFuseCommand,
  stopCommand,
  goOnCommand,
  againCommand,
  retryCommand,
  discardCommand,
  supersedeCommand,
  recoverCommand,
  projectsCommand,
  quitCommand,
  backupCommand,
  restoreCommand,
  exportCommand,
  importCommand,
  doctorCommand,
  demoCommand,
  mcpCommand,
];

/** Never throws: what went wrong is said on standard error. @returns the exit code */
export async function runCommandLine(argv: readonly string[], world: World): Promise<number> {
  const output = createOutput(world);
  let exitCode = 0;
  const cli: Cli = { world, output, setExitCode: (code) => (exitCode = code) };
  try {
    const program = programOf(cli, await world.version());
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    return told(error, output);
  }
}

function programOf(cli: Cli, version: string): Command {
  const program = new Command("jarvis")
    .summary("talk to one agent, ship with many")
    .description(
      "jarvis: talk to one agent, ship with many.\n\nWith a PATH: opens the git repository there, in the JARVIS that runs, else in one that it starts here, and shows the page. Without: does so with a small sample in a scratch folder.",
    )
    .argument("[path]", "a folder in a git repository")
    .version(version, "-V, --version", "the version")
    .helpOption("-h, --help", "this help")
    .helpCommand("help [command]", "help for a command")
    .enablePositionalOptions()
    .addHelpText("after", `\nExamples:\n${EXAMPLES}`)
    .showHelpAfterError(HINT)
    .exitOverride();
  program.configureOutput({
    writeOut: (text) => cli.output.line(text.trimEnd()),
    writeErr: (text) => cli.output.note(text.trimEnd()),
    outputError: (text, write) =>
      write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
  });
  for (const make of COMMANDS) program.addCommand(make(cli).copyInheritedSettings(program));
  // Counted below, when it is known that a command was not meant.
  program.allowExcessArguments();
  return does<StartOptions>(cli, addStartOptions(program), async (options, operands) => {
    const [path, ...more] = operands;
    if (path !== undefined) await expectFolder(program, path);
    if (more.length > 0)
      throw new UsageError(`Expected one folder, got ${operands.length}: ${operands.join(" ")}.`);
    await runHere(cli, options, path);
  });
}

const EXAMPLES = `  jarvis ~/code/shop                  the page of this repository
  jarvis chat ~/code/shop             the conversation in this terminal
  jarvis start -d . && jarvis add tickets/rename.md && jarvis approve T-1 && jarvis logs T-1 -f`;

/** A bare word that is no folder here was meant for a command. */
async function expectFolder(program: Command, word: string): Promise<void> {
  if (!/^[a-z][a-z-]*$/i.test(word) || (await isFolder(word))) return;
  const judge = new Command("jarvis").exitOverride().configureOutput({ writeErr: () => {} });
  for (const { name } of program.commands.map((command) => ({ name: command.name() }))) judge.command(name);
  try {
    judge.parse([word], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const [, suggestion = ""] = error.message.split("\n");
    throw new UsageError(`There is no command and no folder ${word} here. ${suggestion}`.trim());
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

function told(error: unknown, output: Output): number {
  // It has said itself what was not understood.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    output.note(`${error.message}\n${HINT}`);
    return 2;
  }
  // A failure says what was tried, found and to do; anything else is a defect and shows where.
  const isFailure = error instanceof Error && "code" in error && "retry" in error;
  output.note(error instanceof Error && !isFailure ? (error.stack ?? error.message) : messageOf(error));
  return error instanceof NoDaemon ? 3 : 1;
}
