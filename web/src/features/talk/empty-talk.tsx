// Before anything was said: what to say first, where workers start from, and what stands around them.
import { ArrowUpRight, GitBranch, ShieldCheck, ShieldOff } from "lucide-react";
import type { ProjectRow } from "../../../../src/wire/rows.ts";
import { JarvisMark } from "./jarvis-mark.tsx";
import { COLUMN } from "./row.tsx";
import { baseSentence } from "./words.ts";

export interface EmptyTalkProps {
  readonly project: ProjectRow;
  readonly onFill: (text: string) => void;
}

export function EmptyTalk({ project, onFill }: EmptyTalkProps) {
  return (
    <div className="scroll-area h-full">
      <div className={`${COLUMN} flex min-h-full flex-col justify-center gap-6 py-8`}>
        <div>
          <JarvisMark />
          <h1 className="mt-3 text-xl font-semibold text-balance text-strong">What should be built first?</h1>
          <p className="mt-1 max-w-prose text-md text-pretty text-muted">
            Say what you want. JARVIS drafts a ticket, you approve it, a worker starts in a worktree of its
            own, and you keep talking.
          </p>
          {project.hint !== null && <p className="mt-3 max-w-prose text-md text-body">{project.hint}</p>}
        </div>
        <ul className="flex flex-col gap-1.5" aria-label="Suggestions">
          {suggestionsFor(project).map(({ label, text }) => (
            <li key={label}>
              <button
                type="button"
                onClick={() => onFill(text)}
                className="group flex min-h-9 w-full max-w-xl items-center gap-2 rounded-lg border border-line bg-surface px-3 text-left text-md text-body transition-colors hover:border-line-strong hover:bg-hover hover:text-strong max-desk:min-h-11 max-desk:py-2"
              >
                <span className="min-w-0 flex-1">{label}</span>
                <ArrowUpRight aria-hidden size={14} className="shrink-0 text-faint group-hover:text-strong" />
              </button>
            </li>
          ))}
        </ul>
        <ProjectLines project={project} />
      </div>
    </div>
  );
}

function ProjectLines({ project }: { readonly project: ProjectRow }) {
  const Wall = project.sandboxLevel > 0 ? ShieldCheck : ShieldOff;
  return (
    <ul className="flex flex-col gap-1 text-sm text-muted">
      <li className="flex items-start gap-2">
        <GitBranch aria-hidden size={13} className="mt-0.75 shrink-0" />
        <span>{baseSentence(project)}.</span>
      </li>
      <li className="flex items-start gap-2">
        <Wall aria-hidden size={13} className="mt-0.75 shrink-0" />
        <span>
          Sandbox level {project.sandboxLevel}: {project.sandboxReason}.
        </span>
      </li>
    </ul>
  );
}

interface Suggestion {
  readonly label: string;
  readonly text: string;
}

const FENCE = "```";

const SUGGESTIONS: readonly Suggestion[] = [
  {
    label: "I want to add dark mode and user profile features",
    text: "I want to add dark mode and user profile features",
  },
  {
    label: "Look at this project and suggest three small tickets to start with",
    text: "Look at this project and suggest three small tickets to start with.",
  },
  {
    label: "Find what is not tested yet, and draft a ticket for it",
    text: "Find what is not tested yet, and draft a ticket for the most important part.",
  },
];

/** What the script understands: it carries out steps, and finds ticket files. */
const SCRIPT_SUGGESTIONS: readonly Suggestion[] = [
  {
    label: "I want to add dark mode and user profile features",
    text: "I want to add dark mode and user profile features",
  },
  {
    label: "Add a note to the readme, with the step that does it",
    text: `Add a note to the readme\n${FENCE}sh\necho "Built with JARVIS." >> README.md\n${FENCE}`,
  },
  { label: "What can you do?", text: "What can you do?" },
];

function suggestionsFor({ model }: ProjectRow): readonly Suggestion[] {
  return model.kind === "playbook" ? SCRIPT_SUGGESTIONS : SUGGESTIONS;
}
