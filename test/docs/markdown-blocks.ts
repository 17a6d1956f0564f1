// The fenced blocks of a document, with the line that each begins in.
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  readonly line: number;
}

/** A fence of four backquotes or more may hold blocks of three. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { readonly fence: string; readonly language: string; readonly line: number } | null = null;
  let lines: string[] = [];
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = /^(`{3,})(\w*)\s*$/.exec(line);
    if (open === null && fence !== null) {
      open = { fence: fence[1] ?? "```", language: fence[2] ?? "", line: index + 1 };
      lines = [];
    } else if (open !== null && line === open.fence) {
      blocks.push({ language: open.language, code: lines.join("\n"), line: open.line });
      open = null;
    } else {
      lines.push(line);
    }
  }
  return blocks;
}
