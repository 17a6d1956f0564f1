// Views of one thing side by side, one of them shown.
import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { CountBadge } from "./badge.tsx";

export interface TabSpec {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
  readonly icon?: ReactNode;
}

export interface TabsProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly label: string;
  readonly tabs: readonly TabSpec[];
  /** `TabPanel`s. */
  readonly children?: ReactNode;
}

export function Tabs({ value, onChange, label, tabs, children }: TabsProps) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(String(next))}
      className="flex min-h-0 min-w-0 flex-1 flex-col"
    >
      <Base.List
        aria-label={label}
        className="scroll-area relative flex shrink-0 gap-1 overflow-y-hidden border-b border-line px-2"
      >
        {tabs.map(({ id, label: name, count, icon }) => (
          <Base.Tab
            key={id}
            value={id}
            className="focus-inset inline-flex h-9 shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium text-muted transition-colors hover:text-strong data-active:text-strong max-desk:h-11"
          >
            {icon}
            {name}
            {count !== undefined && <CountBadge count={count} label="" />}
          </Base.Tab>
        ))}
        <Base.Indicator className="absolute bottom-0 left-(--active-tab-left) h-0.5 w-(--active-tab-width) rounded-full bg-strong transition-[left,width] duration-150" />
      </Base.List>
      {children}
    </Base.Root>
  );
}

export function TabPanel({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Base.Panel value={id} className="focus-inset flex min-h-0 min-w-0 flex-1 flex-col">
      {children}
    </Base.Panel>
  );
}
