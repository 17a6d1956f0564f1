// `npm run -s pack-smoke`: does the package work for someone who installs it? Builds and packs, installs the tarball
// into an empty prefix, lets the installed command land a ticket in a throw-away repository, and asks plain git
// whether it did. Progress on stderr; the last line of stdout is one JSON object.
import { type SpawnOptions, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const STEP_MS_MAX = 300_000;

const TICKET = `# Greet from a file

The greeting belongs in a file of its own, and the README should spell it right.

\`\`\`txt file=greeting.txt
Hello from a worker.
\`\`\`

\`\`\`diff
--- a/README.md
+++ b/README.md
@@ -1,2 +1,2 @@
 # Greeter
-Helo.
+Hello.
\`\`\`

\`\`\`sh
wc -l < greeting.txt > lines.txt
\`\`\`

## Criteria

- \`greeting.txt\` holds the greeting

## Scope

- \`README.md\`
- \`greeting.txt\`
- \`lines.txt\`

## Checks

- \`test -s greeting.txt\`
`;

interface Result {
  installed: boolean;
  landed: boolean;
  ticket?: string;
  branch?: string;
  commit?: string;
  packageBytes?: number;
  packMs?: number;
  installMs?: number;
  demoMs?: number;
  /** The daemon of the installed package: its page opens by the link, and its commands land a second ticket. */
  served?: boolean;
  serveMs?: number;
  problem?: string;
}

/** What `jarvis demo --json` prints of each ticket. */
interface DemoTicket {
  readonly id: string;
  readonly title: string;
  readonly branch: string;
  readonly landed: boolean;
  readonly commit: string | null;
}

async function main(): Promise<void> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "jarvis-pack-"));
  const result: Result = { installed: false, landed: false };
  try {
    const tarball = await pack(folder, result);
    const command = await install(folder, tarball, result);
    await landTicket(folder, command, result);
    await servePage(folder, command, result);
  } catch (error) {
    result.problem = error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  console.log(JSON.stringify({ name: "pack-smoke", ...result, ms: Math.round(performance.now() - started) }));
  process.exitCode = result.installed && result.landed && result.served && !result.problem ? 0 : 1;
}

async function pack(folder: string, result: Result): Promise<string> {
  progress("building and packing");
  const started = performance.now();
  await run(process.execPath, ["tools/build.ts"], {});
  const printed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {});
  const tarball = join(folder, JSON.parse(printed)[0].filename);
  result.packageBytes = statSync(tarball).size;
  result.packMs = Math.round(performance.now() - started);
  return tarball;
}

async function install(folder: string, tarball: string, result: Result): Promise<string> {
  progress("installing into an empty prefix");
  const started = performance.now();
  const prefix = join(folder, "prefix");
  mkdirSync(prefix);
  const args = [
    "install",
    "--global",
    "--prefix",
    prefix,
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    tarball,
  ];
  // Elsewhere than the clone, so that neither its packages nor its npm settings take part.
  await run("npm", args, { cwd: folder });
  const command = join(prefix, "bin", "jarvis");
  statSync(command);
  result.installed = true;
  result.installMs = Math.round(performance.now() - started);
  return command;
}

async function landTicket(folder: string, command: string, result: Result): Promise<void> {
  const home = join(folder, "home");
  const repository = join(folder, "greeter");
  const ticketFile = join(folder, "greet.md");
  for (const path of [home, repository]) mkdirSync(path);
  writeFileSync(ticketFile, TICKET);
  const env = cleanEnvironment(home);
  const git = (...args: string[]) => run("git", args, { cwd: repository, env });
  await makeRepository(repository, git);

  progress("running the installed command");
  const started = performance.now();
  const args = ["demo", "--repo", repository, "--ticket", ticketFile, "--json"];
  const ticket = demoTicketIn(await run(command, args, { cwd: folder, env }));
  result.demoMs = Math.round(performance.now() - started);
  Object.assign(result, { ticket: ticket.id, branch: ticket.branch, commit: ticket.commit });

  progress("asking git");
  const landings = await git(
    "log",
    "main",
    "--format=%H %(trailers:key=Jarvis-Ticket,valueonly,separator=%x2C)",
  );
  expect(
    landings.split("\n").includes(`${ticket.commit} ${ticket.id}`),
    `${ticket.id} at ${ticket.commit} on main`,
    landings,
  );
  for (const [file, expected] of [
    ["greeting.txt", "Hello from a worker.\n"],
    ["README.md", "# Greeter\nHello.\n"],
    ["lines.txt", "1\n"],
  ] as const) {
    const found = await git("show", `main:${file}`);
    expect(found === expected, `${file} on main to be ${JSON.stringify(expected)}`, JSON.stringify(found));
  }
  const status = await git("status", "--porcelain");
  expect(status === "?? mine.txt\n", "the checkout clean but for the user's own file", status);
  result.landed = ticket.landed;
}

const SECOND = `# Say goodbye

## Criteria
- the README says goodbye

## Checks
- grep -q Goodbye README.md

## Steps

\`\`\`sh
echo Goodbye. >> README.md
\`\`\`
`;

/** The daemon in the background, its page, and a ticket from file to target by commands. */
async function servePage(folder: string, command: string, result: Result): Promise<void> {
  const repository = join(folder, "greeter");
  const env = cleanEnvironment(join(folder, "home"));
  const jarvis = (...args: string[]) => run(command, args, { cwd: repository, env });
  progress("starting the installed daemon");
  const started = performance.now();
  await jarvis("start", "--detach", "--no-open", "--port", "0", ".");
  try {
    const link = /http:\/\/\S+\/login\?t=\S+/.exec(await jarvis("open", "--no-open"))?.[0] ?? "";
    const signedIn = await fetch(link);
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = await fetch(new URL("/", link), { headers: { cookie } });
    const html = await page.text();
    expect(
      page.status === 200 && html.includes('<div id="root"'),
      "the page behind the link",
      html.slice(0, 500),
    );
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? "/none.js";
    const asset = await fetch(new URL(script, link), { headers: { cookie } });
    expect(asset.status === 200, `${script} of the page`, String(asset.status));
    const file = join(folder, "goodbye.md");
    writeFileSync(file, SECOND);
    const ticket = /T-\d+/.exec(await jarvis("add", file))?.[0] ?? "none";
    await jarvis("approve", ticket, "--land-when-green");
    await jarvis("wait", ticket, "--until", "landed", "--seconds", "120");
    const readme = await run("git", ["show", "main:README.md"], { cwd: repository, env });
    expect(readme.endsWith("Goodbye.\n"), "the second ticket on main", readme);
  } finally {
    await jarvis("quit");
  }
  result.served = true;
  result.serveMs = Math.round(performance.now() - started);
}

async function makeRepository(
  repository: string,
  git: (...args: string[]) => Promise<string>,
): Promise<void> {
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "Smoke");
  await git("config", "user.email", "smoke@example.org");
  writeFileSync(join(repository, "README.md"), "# Greeter\nHelo.\n");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "Begin");
  writeFileSync(join(repository, "mine.txt"), "not committed\n");
}

/** Nothing of this shell but the way to Node 24 and git: no keys, no settings, an empty home. */
function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  const others = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"));
  return {
    PATH: [dirname(process.execPath), ...others].join(delimiter),
    HOME: home,
    JARVIS_HOME: join(home, ".jarvis"),
    TMPDIR: tmpdir(),
    LANG: "C.UTF-8",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

function demoTicketIn(printed: string): DemoTicket {
  const last = printed.trimEnd().split("\n").at(-1) ?? "";
  const [ticket] = JSON.parse(printed.startsWith("{") ? printed : last).tickets;
  return ticket;
}

function expect(isSo: boolean, expected: string, found: string): void {
  if (!isSo) throw new Error(`expected ${expected}; found: ${found.trim() || "nothing"}`);
}

/** What the command printed on stdout; its stderr goes to ours. Throws unless it exits with 0. */
function run(command: string, args: readonly string[], options: SpawnOptions): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", 2], timeout: STEP_MS_MAX });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      const printed = Buffer.concat(chunks).toString("utf8");
      if (status === 0) resolve(printed);
      else
        reject(
          new Error(
            `\`${command} ${args.join(" ")}\` ended with ${signal ?? status}. ${printed.slice(-2000)}`,
          ),
        );
    });
  });
}

function progress(text: string): void {
  console.error(`pack-smoke: ${text}`);
}

await main();
