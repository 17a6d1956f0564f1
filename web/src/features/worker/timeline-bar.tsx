// The bar over a timeline: what of it is shown, the way to its errors, and whether it is followed.
import { ArrowDownToLine, ChevronDown, ChevronUp } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { type Filter, FILTERS } from "./entries.ts";
import { Segments } from "./segments.tsx";

const LABEL_OF: Readonly<Record<Filter, string>> = {
  all: "All",
  edits: "Edits",
  commands: "Commands",
  errors: "Errors",
};

export interface TimelineBarProps {
  /** Stands first: whose record it is. */
  readonly who?: ReactNode;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** Loaded entries of each filter. */
  readonly counts: Readonly<Record<Filter, number>>;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly searchField: Ref<HTMLInputElement>;
  readonly shownCount: number;
  readonly onError: (step: 1 | -1) => void;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
}

export function TimelineBar(props: TimelineBarProps) {
  const { counts, search, onSearch, searchField, shownCount, isFollowing, onError } = props;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5">
      {props.who}
      <Segments
        label="Show"
        value={props.filter}
        options={FILTERS.map((id) => ({
          id,
          label: LABEL_OF[id],
          ...(id !== "all" && { count: counts[id] }),
        }))}
        onChange={props.onFilter}
      />
      {/* On a phone each line of controls costs two of the record; the filter for errors does what the ways to them do. */}
      <div className="min-w-44 flex-1 max-desk:hidden desk:max-w-64">
        <TextInput
          ref={searchField}
          type="search"
          aria-label="Search the loaded lines"
          placeholder="Search the loaded lines"
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
          className="h-7!"
        />
      </div>
      <span role="status" className="tnum text-sm text-muted">
        {shownCount === counts.all ? "" : `${shownCount} of ${counts.all}`}
      </span>
      <span className="flex-1 max-desk:hidden" />
      <div className="flex items-center gap-0.5 max-desk:hidden">
        <IconButton
          size="sm"
          label="Previous error"
          keys="Shift+E"
          icon={<ChevronUp size={15} />}
          disabled={counts.errors === 0}
          onClick={() => onError(-1)}
        />
        <IconButton
          size="sm"
          label="Next error"
          keys="e"
          icon={<ChevronDown size={15} />}
          disabled={counts.errors === 0}
          onClick={() => onError(1)}
        />
      </div>
      <Button
        size="sm"
        variant="ghost"
        aria-pressed={isFollowing}
        className="max-desk:ml-auto"
        icon={<ArrowDownToLine size={13} />}
        onClick={() => props.onFollow(!isFollowing)}
      >
        Follow
      </Button>
    </div>
  );
}
