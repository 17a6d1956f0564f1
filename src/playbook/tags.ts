export interface Tagged {
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The first `<name …>` up to the *last* `</name>`: what stands inside may quote the tag itself. */
export function readElement(text: string, name: string): Tagged | undefined {
  const open = new RegExp(`<${name}(\\s[^>]*)?>`).exec(text);
  if (open === null) return undefined;
  const start = open.index + open[0].length;
  const end = text.lastIndexOf(`</${name}>`);
  return {
    attributes: readAttributes(open[1] ?? ""),
    body: trimNewlines(text.slice(start, end >= start ? end : text.length)),
  };
}

/** Every `<name …>…</name>`; one ends where the next begins, so that a body may hold the closing tag. */
export function readElements(text: string, name: string): Tagged[] {
  const pattern = new RegExp(
    `<${name}(\\s[^>]*)?>([\\s\\S]*?)</${name}>(?=\\s*(?:<${name}[\\s>]|</[a-z]+>\\s*$|$))`,
    "g",
  );
  return Array.from(text.matchAll(pattern), (found) => ({
    attributes: readAttributes(found[1] ?? ""),
    body: trimNewlines(found[2] ?? ""),
  }));
}

export function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/([\w-]+)="([^"]*)"/g)) {
    if (name !== undefined) attributes[name] = unescape(value ?? "");
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&quot;": '"',
  "&apos;": "'",
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
};

function unescape(value: string): string {
  return value.replaceAll(/&(?:quot|apos|lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function trimNewlines(text: string): string {
  return text.replace(/^\r?\n/, "").replace(/\r?\n$/, "");
}
