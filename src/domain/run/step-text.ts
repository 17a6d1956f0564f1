// The one part of a tool's input that tells a reader what it does.

const INPUT_NAMES = ["file_path", "command", "pattern", "path", "description"] as const;

/** Of a script that is handed to a shell, what the script does. */
function unwrapped(text: string): string {
  return /^(?:ba)?sh -[a-z]*c '([\s\S]*?)'?$/.exec(text)?.[1]?.trimStart() ?? text;
}

export function stepText(input: unknown): string {
  if (typeof input !== "object" || input === null) return "";
  const values = INPUT_NAMES.map((name): unknown => Reflect.get(input, name));
  const named = values.find((value) => typeof value === "string");
  return typeof named === "string" ? (unwrapped(named).split("\n")[0] ?? "") : "";
}
