// The ways between a project's screens.
import { Link, type LinkProps } from "@tanstack/react-router";
import { FileCheck2, LayoutList, type LucideIcon, MessageSquareText, Settings2 } from "lucide-react";
import type { ReactNode } from "react";
import { CountBadge } from "../ui/badge.tsx";
import { Kbd } from "../ui/kbd.tsx";

interface Place {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: string;
  readonly keys: string;
  readonly Icon: LucideIcon;
}

const PLACES: readonly Place[] = [
  { to: "/p/$project/talk", label: "Talk", keys: "g t", Icon: MessageSquareText },
  { to: "/p/$project/fleet", label: "Fleet", keys: "g f", Icon: LayoutList },
  { to: "/p/$project/review", label: "Review", keys: "g r", Icon: FileCheck2 },
  { to: "/p/$project/settings", label: "Settings", keys: "g s", Icon: Settings2 },
];

export interface NavProps {
  readonly project: string;
  /** Workers that wait for the user, shown at Fleet. */
  readonly needsYouCount: number;
  /** Reviewed work that does, shown at Review. */
  readonly reviewCount: number;
}

export function Nav({ project, needsYouCount, reviewCount }: NavProps) {
  const badges: Readonly<Record<string, ReactNode>> = {
    Fleet: (
      <CountBadge
        count={needsYouCount}
        label={needsYouCount === 1 ? "needs you" : "need you"}
        tone="needs-you"
      />
    ),
    Review: <CountBadge count={reviewCount} label="to review" tone="ready" />,
  };
  return PLACES.map(({ to, label, keys, Icon }) => (
    <Link
      key={to}
      to={to}
      params={{ project }}
      activeProps={{ "aria-current": "page" }}
      className="group flex min-w-0 items-center gap-2 rounded-md px-2 font-medium text-muted transition-colors duration-100 hover:bg-hover hover:text-strong aria-[current=page]:bg-active/75 aria-[current=page]:text-strong max-desk:h-13 max-desk:flex-1 max-desk:flex-col max-desk:justify-center max-desk:gap-0.5 max-desk:bg-transparent! max-desk:text-xs desk:h-8"
    >
      <span className="relative">
        <Icon aria-hidden size={16} className="shrink-0" />
        <span className="absolute -top-2 left-2.5 desk:hidden">{badges[label]}</span>
      </span>
      <span className="truncate desk:flex-1">{label}</span>
      <Kbd
        keys={keys}
        className="opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 max-desk:hidden"
      />
      <span className="max-desk:hidden">{badges[label]}</span>
    </Link>
  ));
}
