// How much Markdown is drawn as such. What is longer, deeper or wider would keep its reader waiting, or end the page: it is shown as text.

/** Longer than an answer is; reading some forms takes time that grows with the square of their length. */
const CHARS_MAX = 10_000;
/** Marks of quotes and lists before one line. */
const DEPTH_MAX = 30;
/** Short rows of a table are filled up to the width of its head: few characters make many cells. */
const CELLS_MAX = 5_000;

const DEEP = new RegExp(
  String.raw`^[ \t]*(?:(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*){${DEPTH_MAX + 1}}`,
  "m",
);

export function isTooMuch(markdown: string): boolean {
  return markdown.length > CHARS_MAX || DEEP.test(markdown) || cellCount(markdown) > CELLS_MAX;
}

/** Of all tables, at most: a line of dashes and bars may begin one, a blank line ends it. */
function cellCount(markdown: string): number {
  let width = 0;
  let count = 0;
  for (const line of markdown.split("\n")) {
    if (/^[\s>|:-]+$/.test(line) && line.includes("-")) width = Math.max(width, line.split("|").length);
    else if (line.trim() === "") width = 0;
    count += width;
  }
  return count;
}
