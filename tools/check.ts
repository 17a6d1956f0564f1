// `npm run check`: all that can be told about the source within a minute. Each part is a script of package.json and
// can be run alone; parts run side by side. `--no-tests` leaves out the tests; names of parts select those.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";

/** The longest first, so that the others fill the time beside it. */
const PARTS = ["test:unit", "types", "unused", "lint", "tidy", "layers", "format:check"];
/** Ten times what the slowest part takes on two cores; a part that hangs must not hang the check. */
const PART_MS_MAX = 300_000;

interface Outcome {
  readonly name: string;
  readonly isGood: boolean;
  readonly seconds: number;
  readonly output: string;
}

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.filter((arg) => arg !== "--no-tests" && !PARTS.includes(arg));
  if (unknown.length > 0) {
    console.error(`check: unknown ${unknown.join(", ")}. Known: --no-tests, ${PARTS.join(", ")}`);
    process.exitCode = 1;
    return;
  }
  const named = PARTS.filter((name) => args.includes(name));
  const chosen = (named.length > 0 ? named : PARTS).filter(
    (name) => !args.includes("--no-tests") || name !== "test:unit",
  );
  const started = performance.now();
  const outcomes = await runParts(chosen);
  const failedCount = outcomes.filter(({ isGood }) => !isGood).length;
  console.log(
    `check: ${outcomes.length} parts, ${failedCount} failed, ${secondsSince(started).toFixed(1)} s`,
  );
  process.exitCode = failedCount > 0 ? 1 : 0;
}

async function runParts(names: readonly string[]): Promise<Outcome[]> {
  const waiting = [...names];
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const outcome = await runPart(name);
      outcomes.push(outcome);
      print(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  return outcomes;
}

function runPart(name: string): Promise<Outcome> {
  const started = performance.now();
  const bin = join(process.cwd(), "node_modules", ".bin");
  const part = spawn(commandOf(name), {
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PART_MS_MAX,
    // Also when it is not npm that runs this: the same Node and the same tools.
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` },
  });
  const chunks: Buffer[] = [];
  part.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  part.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    part.on("error", reject);
    part.on("close", (status, signal) => {
      const ending = signal ? `\nended by ${signal} after ${secondsSince(started).toFixed(0)} s` : "";
      const output = Buffer.concat(chunks).toString("utf8") + ending;
      resolve({ name, isGood: status === 0, seconds: secondsSince(started), output });
    });
  });
}

function commandOf(name: string): string {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const command = scripts[name];
  if (typeof command !== "string") throw new Error(`package.json has no script "${name}"`);
  return command;
}

function print({ name, isGood, seconds, output }: Outcome): void {
  console.log(`${isGood ? "ok    " : "FAILED"}  ${name.padEnd(12)}  ${seconds.toFixed(1).padStart(5)} s`);
  if (!isGood) console.log(output.trimEnd().replaceAll(/^/gm, "  │ "));
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

await main(process.argv.slice(2));
