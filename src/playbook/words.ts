/** Words that say nothing about *which* thing is meant. */
const EMPTY_WORDS = new Set(
  (
    "a an the and or of to in on at for with by from as is are be it its this that these those i we you me us my our " +
    "want would like need please can could also too now then some simple new add make create implement build fix " +
    "change support feature ticket work thing one so do let just should"
  ).split(" "),
);

/** The words of a phrase that name something, in their simplest form: "User profiles" gives user, profile. */
export function namingWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const naming = words.map(singular).filter((word) => !EMPTY_WORDS.has(word) && !/^\d+$/.test(word));
  return [...new Set(naming)];
}

/**
 * How well a name fits a phrase, from 0 to 1. Either most words of the name are in the phrase ("dark-mode" in "I want
 * dark mode with a switch"), or nearly all of the phrase is in the name.
 */
export function fitOf(phrase: string, name: string): number {
  const wanted = namingWords(phrase);
  const named = namingWords(name);
  if (wanted.length === 0 || named.length === 0) return 0;
  const shared = named.filter((word) => wanted.includes(word)).length;
  const ofName = shared / named.length;
  const ofPhrase = shared / wanted.length;
  if (ofName >= 0.6) return ofName;
  return ofPhrase >= 0.75 ? ofPhrase * 0.9 : 0;
}

/** The best fitting candidate, or none when nothing fits or two fit equally well. */
export function bestFit<T>(
  phrase: string,
  candidates: readonly T[],
  nameOf: (candidate: T) => string,
): T | undefined {
  const scored = candidates
    .map((candidate) => ({
      candidate,
      fit: fitOf(phrase, nameOf(candidate)),
      wordCount: namingWords(nameOf(candidate)).length,
    }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit || b.wordCount - a.wordCount);
  const [best, second] = scored;
  if (best === undefined) return undefined;
  const isTie = second !== undefined && second.fit === best.fit && second.wordCount === best.wordCount;
  return isTie ? undefined : best.candidate;
}

/** One line of at most `charsMax` characters, for a quotation. */
export function clip(text: string, charsMax: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= charsMax ? line : `${line.slice(0, charsMax - 1).trimEnd()}…`;
}

/** Without the spaces and these marks at its end. A loop, for a pattern that ends in `+$` takes a square of the length. */
export function trimTail(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && (marks.includes(text.charAt(end - 1)) || text.charAt(end - 1).trim() === "")) end -= 1;
  return text.slice(0, end);
}

/** 1 step, 2 steps */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function singular(word: string): string {
  if (word.length > 3 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
