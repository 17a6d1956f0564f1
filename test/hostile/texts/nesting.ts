// Markdown that costs a careless reader time or stack: nested without end, never closed, or ambiguous at every character.
import { CANARY, type HostileText } from "./text.ts";

/** What a report has, with the line that names it the most that the page reads as Markdown, and the most that fits into a message. */
const LENGTHS = { short: 1_900, full: 9_900, long: 65_000 } as const;
/** Every so many of a kind are there in this length as well. */
const EACH = { short: 1, full: 8, long: 11 } as const;

const REPEATED: Readonly<Record<string, string>> = {
  "quotes in a row": ">",
  "quotes with spaces": "> ",
  "bullets in a row": "- ",
  "quotes and bullets": "> - ",
  stars: "*",
  "backquotes in a row": "`",
  "open emphasis": "*a ",
  "open strong": "**a ",
  "open strikes": "~~a ",
  "open brackets": "[",
  "closing brackets": "]",
  "links never closed": "[a](",
  "brackets and emphasis": "[*_",
  "open and closed brackets": "[]",
  "pictures in links": "[![a](b)](",
  "angles never closed": "<",
  "tags never closed": "<a ",
  "comments never closed": "<!-- ",
  "data sections never closed": "<![CDATA[ ",
  backslashes: "\\",
  ampersands: "&",
  "mail addresses": "a@b.",
  "addresses of the web": "http://a.",
  "addresses with brackets": "http://a(",
  "cells of a table": "|",
  footnotes: "[^a]",
};

const LINES: Readonly<Record<string, string>> = {
  "fences never closed": "```a\n",
  "fences of tildes never closed": "~~~a\n",
  "empty bullets": "-\n",
  "bullets with text": "- a\n",
  "rules and bullets": "* * *\n- a\n",
  "headings under lines": "a\n=\n",
  "rules of dashes": "-\n\n",
  "quotes of one line": "> a\n\n",
  "definitions of one name": "[a]: b\n",
  "footnotes of one name": "[^a]: b\n\n",
  "footnotes that call each other": "[^a]: b [^a]\n\n",
  "tables of one row": "a|b\n-|-\n",
  "rows of a table": "|a|b|\n",
  "hard line breaks": "a  \n",
  "HTML of one line": "<div>\n\n",
  "code by indent": "    a\n\n",
  "lazy lines": "> a\nb\n",
};

/** Each as long as is asked for. */
const MADE: Readonly<Record<string, (chars: number) => string>> = {
  "lists deeper with each line": (chars) => untilFull(chars, (n) => `${"  ".repeat(n)}- a\n`),
  "quotes deeper with each line": (chars) => untilFull(chars, (n) => `${"> ".repeat(n)}a\n`),
  "backquotes in runs of every length": (chars) => untilFull(chars, (n) => `${"`".repeat(n + 1)}a`),
  "definitions that are all used": (chars) => untilFull(chars, (n) => `[${n}]: x\n[${n}]\n\n`),
  "footnotes that are all used": (chars) => untilFull(chars, (n) => `a[^${n}]\n\n[^${n}]: b\n\n`),
  "a table of many columns": (chars) => table(chars / 6, 1),
  "a table of many rows": (chars) => table(2, chars / 6),
  "a wide table whose rows have no cells": (chars) => `${table(chars / 8, 0)}${"|\n".repeat(chars / 4)}`,
  "emphasis nested and closed": (chars) => around("*a _b ", " b_ a*", chars),
  "strong nested and closed": (chars) => around("**a ", " a**", chars),
  "brackets nested and closed": (chars) => around("[", "]", chars),
  "links nested and closed": (chars) => around("[", "](b)", chars),
  "parentheses in an address": (chars) => `[a](${around("(", ")", chars - 5)})`,
  "elements of HTML nested": (chars) => around("<div>", "</div>", chars),
  "quotes with a list in each": (chars) => untilFull(chars, (n) => `${"> - ".repeat(n % 200)}a\n`),
  "a block of code with a long name": (chars) => `\`\`\`${"x".repeat(chars - 20)}\ncode\n\`\`\``,
  "a diagram": (chars) =>
    `\`\`\`mermaid\ngraph TD\nclick A "javascript:${CANARY}"\n${"A-->B\n".repeat((chars - 80) / 6)}\`\`\``,
  "a formula": (chars) => `$$\n\\href{javascript:${CANARY}}{x}${"\\sqrt{".repeat((chars - 60) / 6)}\n$$`,
  "front matter": (chars) =>
    untilFull(chars, (n) => (n === 0 ? `---\n!!js/function '${CANARY}'\n` : `a${n}: &a [*a,*a]\n`)),
};

function untilFull(chars: number, part: (n: number) => string): string {
  let text = "";
  for (let n = 0; ; n += 1) {
    const next = part(n);
    if (text.length + next.length > chars) return text;
    text += next;
  }
}

function around(open: string, close: string, chars: number): string {
  const count = chars / (open.length + close.length) - 1;
  return `${open.repeat(count)}a${close.repeat(count)}`;
}

function table(columnCount: number, rowCount: number): string {
  const row = (cell: string) => `${`|${cell}`.repeat(columnCount)}|\n`;
  return `${row("a")}${row("-")}${row("b").repeat(rowCount)}`;
}

export const NESTING: readonly HostileText[] = [
  ...inLengths("endless ", Object.entries(REPEATED).map(repeating)),
  ...inLengths("many ", Object.entries(LINES).map(repeating)),
  ...inLengths("", Object.entries(MADE)),
];

type Make = (chars: number) => string;

function repeating([name, part]: readonly [string, string]): readonly [string, Make] {
  return [name, (chars) => part.repeat(chars / part.length)];
}

function inLengths(kind: string, makers: readonly (readonly [string, Make])[]): readonly HostileText[] {
  return makers.flatMap(([name, make], index) =>
    (["short", "full", "long"] as const)
      .filter((length) => index % EACH[length] === 0)
      .map((length) => ({ name: `${kind}${name}, ${length}`, text: make(LENGTHS[length]) })),
  );
}
