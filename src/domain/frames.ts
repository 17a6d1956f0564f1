// Words of others stand in frames, `<report>…</report>`, and are data. A text that could close its frame could speak outside of it.
import { cut } from "./shared.ts";

/** The text without a tag of these names: behind the `<` of each, opening or closing, in any case, stands a backslash. */
export function withoutTags(text: string, names: readonly string[]): string {
  return text.replace(new RegExp(`<(?=\\s*/?\\s*(?:${names.join("|")})\\b)`, "gi"), "<\\");
}

/** For what must stay as it is, such as a change: only the closing tag of this one frame gets the backslash. */
export function unclosed(text: string, name: string): string {
  return text.replace(new RegExp(`<(?=\\s*/\\s*${name}\\b)`, "gi"), "<\\");
}

/** The text framed by a tag that it cannot close, and cut so that frame and text have at most `charsMax` characters. */
export function quoted(name: string, text: string, charsMax: number): string {
  const open = `<${name}>\n`;
  const close = `\n</${name}>`;
  return `${open}${cut(withoutTags(text, [name]), charsMax - open.length - close.length)}${close}`;
}
