// Light, dark, or as the system says. public/theme.js reads the same choice before the first paint.
import { useStoredChoice } from "../ui/stored.ts";
import { readStored } from "../ui/stored.ts";

export type ThemeChoice = "system" | "light" | "dark";

const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];
const DARK = "(prefers-color-scheme: dark)";

export function useTheme(): [ThemeChoice, (next: ThemeChoice) => void] {
  const [choice, store] = useStoredChoice<ThemeChoice>("theme", CHOICES, "system");
  return [
    choice,
    (next) => {
      store(next);
      applyTheme();
    },
  ];
}

/** Called once; keeps the page in step with the system and with other tabs. */
export function followSystemTheme(): void {
  matchMedia(DARK).addEventListener("change", applyTheme);
  addEventListener("storage", applyTheme);
  applyTheme();
}

function applyTheme(): void {
  const choice = readStored("theme");
  const isDark = choice === "dark" || (choice !== "light" && matchMedia(DARK).matches);
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
}
