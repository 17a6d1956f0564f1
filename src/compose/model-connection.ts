// What answers in this daemon, and who pays for it: chosen at the start, changed from the page, told to nobody else.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { describeModel, missingWall, type ClaudeMode } from "../adapters/agent-claude/environment.ts";
import { claudeMode, withoutSignIn } from "../adapters/agent-claude/sign-in.ts";
import { ModelChoice } from "../wire/reads.ts";
import type { ConnectedModel } from "../wire/rows.ts";

type LanguageModel = Extract<ClaudeMode, { kind: "claude" }>;

export interface ModelConnection {
  /** Null: the playbook answers. */
  current(): LanguageModel | null;
  /** The user accepts that workers of a language model have no wall around them. */
  isUnsafe(): boolean;
  describe(): ConnectedModel;
  choose(choice: ModelChoice): void;
}

export interface ModelConnectionOptions {
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Undefined: what the home remembers, else the playbook. */
  readonly asked: "playbook" | "claude" | undefined;
  readonly isUnsafe: boolean;
}

interface Chosen {
  readonly kind: ConnectedModel["kind"];
  readonly mode: LanguageModel | null;
  readonly payer: string;
  readonly isUnsafe: boolean;
}

/** @throws AgentUnavailable when a model is asked for and the environment names no sign-in */
export function createModelConnection(options: ModelConnectionOptions): ModelConnection {
  const { home, environment } = options;
  const file = join(home, "model.json");
  let chosen = atStart();

  function atStart(): Chosen {
    if (options.asked === "claude")
      return {
        kind: "environment",
        mode: claudeMode(environment),
        payer: "whoever the environment signs in",
        isUnsafe: options.isUnsafe,
      };
    const remembered = options.asked === undefined ? readRemembered(file) : null;
    const choice = remembered === null ? PLAYBOOK : chosenOf(remembered, environment);
    return { ...choice, isUnsafe: choice.isUnsafe || options.isUnsafe };
  }

  return {
    current: () => chosen.mode,
    isUnsafe: () => chosen.isUnsafe,
    describe: () => ({
      kind: chosen.kind,
      name: describeModel(chosen.mode ?? { kind: "playbook", url: () => "" }),
      payer: chosen.payer,
      wall: chosen.isUnsafe ? null : missingWall(process.env["PATH"] ?? ""),
    }),
    choose: (choice) => {
      const next = chosenOf(choice, environment);
      // A mode counts only for a file that is made: one with wider rights goes first.
      rmSync(file, { force: true });
      if (choice.kind !== "playbook" && choice.isRemembered)
        writeFileSync(file, JSON.stringify(choice), { mode: 0o600 });
      chosen = next;
    },
  };
}

const PLAYBOOK: Chosen = { kind: "playbook", mode: null, payer: "nobody", isUnsafe: false };

function chosenOf(choice: ModelChoice, environment: NodeJS.ProcessEnv): Chosen {
  if (choice.kind === "playbook") return PLAYBOOK;
  const { kind, secret, model, isUnsafe } = choice;
  const mode = claudeMode({
    ...withoutSignIn(environment),
    ...signInOf(choice),
    ...(model === null || model === "" ? {} : { ANTHROPIC_MODEL: model }),
  });
  return { kind, mode, isUnsafe, payer: payerOf(kind, secret) };
}

function signInOf(choice: Exclude<ModelChoice, { kind: "playbook" }>): Record<string, string> {
  switch (choice.kind) {
    case "api-key":
      return { ANTHROPIC_API_KEY: choice.secret };
    case "plan-token":
      return { CLAUDE_CODE_OAUTH_TOKEN: choice.secret };
    case "local-url":
      return {
        ANTHROPIC_BASE_URL: choice.url,
        ...(choice.secret === "" ? {} : { ANTHROPIC_API_KEY: choice.secret }),
      };
    default:
      return choice satisfies never;
  }
}

/** The last four characters tell keys apart and open nothing. */
function payerOf(kind: "api-key" | "plan-token" | "local-url", secret: string): string {
  if (kind === "api-key") return `your API key …${secret.slice(-4)}`;
  return kind === "plan-token" ? "your plan" : "nobody: a model of your own";
}

/** A file that cannot be read, or holds something else, is as none. */
function readRemembered(file: string): ModelChoice | null {
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    return ModelChoice.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
