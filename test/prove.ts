// `npm run -s prove -- NAME --json [--budget SECONDS] [--seed N]` runs test/NAME/prove.ts. Progress goes to stderr; the last line of stdout is one
// JSON object, and the exit status says whether what was to be proven was.
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

export interface ProofOptions {
  /** What the caller is ready to spend. */
  readonly budgetMs: number;
  /** The first seed; the same one gives the same schedules. */
  readonly seed: number;
  readonly progress: (text: string) => void;
}

export interface ProofResult {
  readonly name: string;
  readonly isProven: boolean;
  readonly figures: Readonly<Record<string, unknown>>;
  /** What was not tried, and why. */
  readonly skipped: readonly string[];
}

export type Prove = (options: ProofOptions) => Promise<ProofResult>;

const BUDGET_SECONDS_DEFAULT = 180;

function proofNames(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => existsSync(join(import.meta.dirname, name, "prove.ts")))
    .toSorted();
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      budget: { type: "string", default: String(BUDGET_SECONDS_DEFAULT) },
      seed: { type: "string", default: "1" },
    },
  });
  const [name = ""] = positionals;
  const budgetMs = Number(values.budget) * 1_000;
  const seed = Number(values.seed);
  if (!proofNames().includes(name) || !(budgetMs > 0) || !Number.isSafeInteger(seed)) {
    console.error("usage: npm run -s prove -- NAME [--json] [--budget SECONDS] [--seed N]");
    console.error(`NAME is one of: ${proofNames().join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const { prove }: { prove: Prove } = await import(new URL(`./${name}/prove.ts`, import.meta.url).href);
  // A rejection that nobody handles would end a daemon: it is a failure of whatever is proven.
  const unhandled: string[] = [];
  process.on("unhandledRejection", (reason) => unhandled.push(String(reason)));
  const begunAt = performance.now();
  const result = await prove({
    budgetMs,
    seed,
    progress: (text) => console.error(`${name}: ${text}`),
  });
  const isProven = result.isProven && unhandled.length === 0;
  const machine = { cpus: availableParallelism(), memoryBytes: totalmem(), node: process.versions.node };
  const ms = Math.round(performance.now() - begunAt);
  const whole = { ...result, isProven, seed, unhandledRejections: unhandled, ms, machine };
  console.log(JSON.stringify(whole, null, values.json ? 0 : 2));
  process.exit(isProven ? 0 : 1);
}

if (import.meta.main) await main();
