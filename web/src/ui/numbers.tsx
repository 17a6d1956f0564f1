// Money, counts and sizes of changes, all in figures of equal width.
import { clsx } from "clsx";

export interface MoneyProps {
  readonly usd: number;
  /** The bound that it counts towards. */
  readonly of?: number;
}

export function Money({ usd, of }: MoneyProps) {
  return (
    <span className="tnum whitespace-nowrap">
      {formatUsd(usd)}
      {of !== undefined && <span className="text-faint"> of {formatUsd(of)}</span>}
    </span>
  );
}

/** Cents, and tenths of a cent below one cent, so that something is never shown as nothing. */
export function formatUsd(usd: number): string {
  const isTiny = usd > 0 && usd < 0.01;
  return `$${usd.toFixed(isTiny ? 3 : 2)}`;
}

export interface CountProps {
  readonly value: number;
  readonly one: string;
  /** `one` with an s when left out. */
  readonly many?: string;
}

export function Count({ value, one, many = `${one}s` }: CountProps) {
  return (
    <span className="tnum whitespace-nowrap">
      {value.toLocaleString("en-US")} {value === 1 ? one : many}
    </span>
  );
}

export function Tokens({ count }: { readonly count: number }) {
  return (
    <span className="tnum whitespace-nowrap" title={`${count.toLocaleString("en-US")} tokens`}>
      {formatTokens(count)}
    </span>
  );
}

/** 980, 12.4k, 1.2M. */
export function formatTokens(count: number): string {
  if (count < 1_000) return String(count);
  if (count < 999_950) return `${trimmed(count / 1_000)}k`;
  return `${trimmed(count / 1_000_000)}M`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

export interface DiffstatProps {
  readonly added: number;
  readonly removed: number;
  readonly fileCount?: number;
  readonly className?: string;
}

/** "3 files +12 −3"; the signs tell what the colours tell. */
export function Diffstat({ added, removed, fileCount, className }: DiffstatProps) {
  return (
    <span className={clsx("tnum inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      {fileCount !== undefined && (
        <span className="text-muted">
          <Count value={fileCount} one="file" />
        </span>
      )}
      <span className="text-added">
        <span className="sr-only">added </span>+{added.toLocaleString("en-US")}
      </span>
      <span className="text-removed">
        <span className="sr-only">removed </span>−{removed.toLocaleString("en-US")}
      </span>
    </span>
  );
}
