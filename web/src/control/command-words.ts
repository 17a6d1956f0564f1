// A command line taken apart into program and arguments as a shell would quote them; no shell reads them, so nothing else of it is special.

/** Null while a quote is open. */
export function commandWords(line: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quote !== null && char === quote) quote = null;
    else if (quote === null && (char === '"' || char === "'")) {
      quote = char;
      word ??= "";
    } else if (char === "\\" && quote !== "'" && at + 1 < line.length) {
      at += 1;
      word = `${word ?? ""}${line.charAt(at)}`;
    } else if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = `${word ?? ""}${char}`;
  }
  if (quote !== null) return null;
  return word === null ? words : [...words, word];
}
