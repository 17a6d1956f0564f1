// How the page looks, and whether single keys do something.
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Select } from "../../ui/select.tsx";
import { useSingleKeys } from "../../ui/shortcuts.ts";
import { Switch } from "../../ui/switch.tsx";

type Theme = "system" | "light" | "dark";

const THEMES: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export interface Appearance {
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

export function AppearanceSection({ theme, onTheme }: Appearance) {
  const [hasSingleKeys, setSingleKeys] = useSingleKeys();
  return (
    <Card as="section" aria-label="Appearance">
      <CardHeader title="Appearance" level={2} />
      <CardBody className="flex flex-col gap-4">
        <Select
          label="Theme"
          value={theme}
          options={THEMES}
          onChange={(next) => onTheme(THEMES.find(({ value }) => value === next)?.value ?? "system")}
        />
        <Switch
          label="Single-key shortcuts"
          hint="Keys without Ctrl or ⌘, such as j, m or s. Switch them off if you dictate or press keys by accident."
          checked={hasSingleKeys}
          onChange={setSingleKeys}
        />
      </CardBody>
    </Card>
  );
}
