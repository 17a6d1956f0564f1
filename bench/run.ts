// `npm run -s bench -- NAME --json [--budget SECONDS]` runs bench/NAME.ts. Progress goes to stderr; with `--json` the
// last line of stdout is one JSON object, so that a published number names the command that makes it.
import { readdirSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { parseArgs } from "node:util";

export interface BenchOptions {
  /** What the caller is ready to spend. A benchmark that cannot finish in time does fewer repeats and says so in `skipped`. */
  readonly budgetMs: number;
  /** Fires when the budget is spent. */
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

export interface BenchResult {
  readonly name: string;
  /** Named with the unit last: `medianMs`, `peakBytes`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Ours divided by what `comparedWith` says: a stated limit, or plain git doing the same. */
  readonly ratio?: number;
  readonly comparedWith?: string;
  readonly repeats: number;
  /** What was not measured, and why. */
  readonly skipped: readonly string[];
}

export type Bench = (options: BenchOptions) => Promise<BenchResult>;

const BUDGET_SECONDS_DEFAULT = 60;

export function benchNames(folder = import.meta.dirname): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && file !== "run.ts" && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -".ts".length))
    .toSorted();
}

/** Refuses a result that could be published by mistake: a figure that is no number, a ratio to nothing. */
export function checkResult(result: BenchResult): BenchResult {
  const wrong = Object.entries(result.figures).filter(([, figure]) => !Number.isFinite(figure));
  if (wrong.length > 0)
    throw new Error(`${result.name}: no number in ${wrong.map(([name]) => name).join(", ")}`);
  if (result.ratio !== undefined && !(Number.isFinite(result.ratio) && result.comparedWith))
    throw new Error(`${result.name}: a ratio needs a number and what it is compared with`);
  return result;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, budget: { type: "string" } },
  });
  const [name = ""] = positionals;
  const budgetSeconds = Number(values.budget ?? BUDGET_SECONDS_DEFAULT);
  if (!benchNames().includes(name) || !(budgetSeconds > 0)) {
    console.error("usage: npm run -s bench -- NAME [--json] [--budget SECONDS]");
    console.error(`NAME is one of: ${benchNames().join(", ") || "(no benchmark yet)"}`);
    process.exitCode = 2;
    return;
  }
  // Stdout is for the result alone, whatever a measured part prints.
  const print = console.log;
  console.log = console.error;
  const result = await measure(name, budgetSeconds * 1000);
  if (values.json) print(JSON.stringify(result));
  else for (const [key, value] of Object.entries(result)) print(`${key.padEnd(14)} ${JSON.stringify(value)}`);
}

async function measure(name: string, budgetMs: number): Promise<object> {
  const { run }: { run: Bench } = await import(new URL(`./${name}.ts`, import.meta.url).href);
  const started = performance.now();
  const machine = { cpus: availableParallelism(), memoryBytes: totalmem(), node: process.versions.node };
  try {
    const result = await run({
      budgetMs,
      signal: AbortSignal.timeout(budgetMs),
      progress: (text) => console.error(`${name}: ${text}`),
    });
    return { ...checkResult(result), ms: Math.round(performance.now() - started), machine };
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return { name, problem: error instanceof Error ? error.message : String(error), machine };
  }
}

if (import.meta.main) await main();
