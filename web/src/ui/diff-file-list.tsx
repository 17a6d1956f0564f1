// The files of a diff at its side, where there is room for it; a click shows one.
import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { PatchFile } from "./diff-patch.ts";

export interface DiffFileListProps {
  readonly files: readonly PatchFile[];
  readonly isViewed?: (path: string) => boolean;
  readonly onShow: (path: string) => void;
}

export function DiffFileList({ files, isViewed, onShow }: DiffFileListProps) {
  if (files.length < 2) return null;
  return (
    <nav
      aria-label="Changed files"
      className="scroll-area hidden w-60 shrink-0 border-r border-line bg-canvas p-1.5 @3xl:block"
    >
      <ul>
        {files.map(({ path, added, removed, kind }) => (
          <li key={path}>
            <button
              type="button"
              title={path}
              onClick={() => onShow(path)}
              className="flex h-7 w-full min-w-0 items-center gap-1.5 rounded-md px-2 text-left text-sm text-body hover:bg-hover hover:text-strong"
            >
              {isViewed?.(path) === true && (
                <Check aria-label="Viewed" size={12} className="shrink-0 text-good" />
              )}
              <span className={clsx("min-w-0 flex-1 truncate", kind === "deleted" && "line-through")}>
                {path.slice(path.lastIndexOf("/") + 1)}
              </span>
              <span className="tnum shrink-0 font-mono text-xs text-faint">{added + removed}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
