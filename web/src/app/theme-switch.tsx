// Light, dark or the system's own.
import { Monitor, Moon, Sun } from "lucide-react";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu } from "../ui/menu.tsx";
import { type ThemeChoice, useTheme } from "./theme.ts";

const THEMES: readonly { readonly id: ThemeChoice; readonly label: string; readonly Icon: typeof Sun }[] = [
  { id: "system", label: "As the system", Icon: Monitor },
  { id: "light", label: "Light", Icon: Sun },
  { id: "dark", label: "Dark", Icon: Moon },
];

export function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  const Current = THEMES.find(({ id }) => id === theme)?.Icon ?? Monitor;
  return (
    <Menu
      label="Theme"
      trigger={<IconButton label="Theme" icon={<Current size={16} />} />}
      items={THEMES.map(({ id, label, Icon }) => ({
        id,
        label,
        icon: <Icon size={14} />,
        isChecked: id === theme,
        onSelect: () => setTheme(id),
      }))}
    />
  );
}
