// All keys that work at this moment, in one window: each mounted screen lists its own.
import { clsx } from "clsx";
import { useEffect, useSyncExternalStore } from "react";
import { Dialog } from "./dialog.tsx";
import { Kbd } from "./kbd.tsx";
import { useSingleKeys } from "./shortcuts.ts";
import { Switch } from "./switch.tsx";

export interface ShortcutHelp {
  readonly keys: string;
  /** What they do: "Go to Fleet". */
  readonly does: string;
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly ShortcutHelp[];
}

let groups: readonly ShortcutGroup[] = [];
const listeners = new Set<() => void>();

function setGroups(next: readonly ShortcutGroup[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Lists a mounted screen's keys in the help. Pass a constant: a new list each time would be listed anew. */
export function useShortcutHelp(title: string, shortcuts: readonly ShortcutHelp[]): void {
  useEffect(() => {
    const group = { title, shortcuts };
    setGroups([...groups, group]);
    return () => setGroups(groups.filter((one) => one !== group));
  }, [title, shortcuts]);
}

export interface KeyboardHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeyboardHelp({ isOpen, onClose }: KeyboardHelpProps) {
  const listed = useSyncExternalStore(subscribe, () => groups);
  const [isOn, setIsOn] = useSingleKeys();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard" width={listed.length > 1 ? "lg" : "md"}>
      <div className={clsx("gap-8", listed.length > 1 && "desk:columns-2")}>
        {listed.map(({ title, shortcuts }) => (
          <section key={title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-sm font-medium text-muted">{title}</h3>
            <dl>
              {shortcuts.map(({ keys, does }) => (
                <div
                  key={keys}
                  className="flex min-h-8 items-center justify-between gap-4 border-b border-line last:border-0"
                >
                  <dt>{does}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="border-t border-line pt-3">
        <Switch
          label="Single-key shortcuts"
          hint="Keys without Ctrl or ⌘. Switch them off if you dictate or use a key by accident."
          checked={isOn}
          onChange={setIsOn}
        />
      </div>
    </Dialog>
  );
}
