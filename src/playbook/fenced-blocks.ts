/** A block between fences (three or more ` or ~). Its info string gives language and options: "sh on=fix slow=2". */
export interface FencedBlock {
  readonly language: string;
  readonly options: Readonly<Record<string, string>>;
  /** Ends with a newline unless empty. */
  readonly content: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly isClosed: boolean;
}

export type Step =
  | {
      readonly kind: "shell";
      readonly script: string;
      readonly when: StepWhen;
      /** `ask=yes`: it runs outside the sandbox, for which the user is asked. Denied, it is left out. */
      readonly isAsked: boolean;
    }
  /** The first lines are the question, each line that begins with a dash an answer to choose: `- 4100: the usual port`. */
  | {
      readonly kind: "question";
      readonly question: string;
      readonly options: readonly { readonly label: string; readonly description: string }[];
      readonly when: StepWhen;
    }
  | { readonly kind: "patch"; readonly diff: string; readonly when: StepWhen }
  | { readonly kind: "write"; readonly path: string; readonly content: string; readonly when: StepWhen };

export interface StepWhen {
  /** 0: with the ticket. n: when the n-th later message asks for a change (`on=fix`, `on=fix2`, …). */
  readonly fixRound: number;
  /** `slow=`: the tool call itself takes this long. */
  readonly slowSeconds: number;
  /** `pause=`: the model takes this long to ask for the step. */
  readonly pauseMs: number;
}

const SHELL_LANGUAGES = new Set(["sh", "bash", "shell"]);
const PATCH_LANGUAGES = new Set(["diff", "patch"]);
/** What stands further right in an opening fence is not read. */
const INFO_CHARS_MAX = 1_000;
const WAIT_SECONDS_MAX = 3_600;

export function readFencedBlocks(markdown: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const open = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(lines[at] ?? "");
    const fence = open?.[2] ?? "";
    const info = (open?.[3] ?? "").slice(0, INFO_CHARS_MAX).trim();
    // An inline span such as ```code``` on one line opens nothing.
    if (open === null || (fence.startsWith("`") && info.includes("`"))) continue;
    const indent = open[1]?.length ?? 0;
    let end = at + 1;
    while (end < lines.length && !isClosing(lines[end] ?? "", fence)) end += 1;
    const isClosed = end < lines.length;
    const content = lines.slice(at + 1, end).map((line) => removeIndent(line, indent));
    blocks.push({
      ...readInfo(info),
      content: content.length === 0 ? "" : `${content.join("\n")}\n`,
      line: at + 1,
      lastLine: isClosed ? end + 1 : end,
      isClosed,
    });
    at = end;
  }
  return blocks;
}

/** The blocks that tell a worker to do something, in order; all others are only to be read. */
export function readSteps(blocks: readonly FencedBlock[]): Step[] {
  return blocks.flatMap((block) => readStep(block) ?? []);
}

export function readStep(block: FencedBlock): Step | undefined {
  const when = readWhen(block.options);
  const path = block.options["file"];
  if (path !== undefined && path !== "") return { kind: "write", path, content: block.content, when };
  if (block.content.trim() === "") return undefined;
  const isAsked = block.options["ask"] === "yes";
  if (SHELL_LANGUAGES.has(block.language))
    return { kind: "shell", script: block.content.trimEnd(), when, isAsked };
  if (block.language === "question") return readQuestion(block.content, when);
  if (PATCH_LANGUAGES.has(block.language)) return { kind: "patch", diff: block.content, when };
  return undefined;
}

/** As the agent's tool takes it: two to four answers to choose from, besides words of the user's own. */
function readQuestion(content: string, when: StepWhen): Step | undefined {
  const lines = content.split("\n").map((line) => line.trim());
  const question = lines.filter((line) => line !== "" && !line.startsWith("-")).join(" ");
  const options = lines.flatMap((line) => {
    const [, label = "", description = ""] = /^-\s*([^:]+?)\s*(?::\s*(.*))?$/.exec(line) ?? [];
    return label === "" ? [] : [{ label, description }];
  });
  if (question === "" || options.length < 2 || options.length > 4) return undefined;
  return { kind: "question", question, options, when };
}

/** `report` blocks: text that a worker puts into its report as it is. */
export function readReportTexts(blocks: readonly FencedBlock[], fixRound: number): string[] {
  return blocks
    .filter((block) => block.language === "report" && readWhen(block.options).fixRound === fixRound)
    .map((block) => block.content.trimEnd());
}

/** The text without its fenced blocks, and the blocks as they stood. */
export function splitFences(markdown: string): { prose: string; fences: string } {
  const fenced = fencedLines(markdown);
  const lines = markdown.split(/\r?\n/);
  const pick = (isWanted: boolean) =>
    lines
      .filter((_, index) => fenced.has(index + 1) === isWanted)
      .join("\n")
      .trim();
  return { prose: pick(false), fences: pick(true) };
}

/** The numbers of all lines that belong to a fenced block, its fences included; from 1. */
export function fencedLines(markdown: string): Set<number> {
  const fenced = new Set<number>();
  for (const block of readFencedBlocks(markdown)) {
    for (let line = block.line; line <= block.lastLine; line += 1) fenced.add(line);
  }
  return fenced;
}

function isClosing(line: string, fence: string): boolean {
  const found = /^[ \t]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return found !== undefined && found[0] === fence[0] && found.length >= fence.length;
}

function readInfo(info: string): { language: string; options: Record<string, string> } {
  const options: Record<string, string> = {};
  const rest = info.replaceAll(
    /([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g,
    (_, name: string, ...values: string[]) => {
      options[name.toLowerCase()] = values.slice(0, 3).find((value) => value !== undefined) ?? "";
      return "";
    },
  );
  return { language: (rest.trim().split(/\s+/)[0] ?? "").toLowerCase(), options };
}

function readWhen(options: Readonly<Record<string, string>>): StepWhen {
  const round = /^fix(\d*)$/.exec(options["on"] ?? "");
  return {
    fixRound: round === null ? 0 : Number(round[1] || "1"),
    slowSeconds: readSeconds(options["slow"]),
    pauseMs: readSeconds(options["pause"]) * 1000,
  };
}

function readSeconds(text: string | undefined): number {
  const seconds = Number(text ?? "0");
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, WAIT_SECONDS_MAX) : 0;
}

function removeIndent(line: string, indent: number): string {
  const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(own, indent));
}
