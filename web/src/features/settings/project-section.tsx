// The project that is shown, the others that are open, and the way to open one more.
import { type FormEvent, useState } from "react";
import type { OpenProject, ProjectSummary } from "../../../../src/wire/reads.ts";
import type { ProjectRow } from "../../../../src/wire/rows.ts";
import type { ReadReply } from "../../feed/request.ts";
import { useRead } from "../../feed/use-read.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Field } from "../../ui/field.tsx";
import { Count } from "../../ui/numbers.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { TextInput } from "../../ui/text-input.tsx";

export interface ProjectSectionProps {
  /** Null: not known yet. */
  readonly project: ProjectRow | null;
  readonly readProjects: () => Promise<ReadReply<{ readonly projects: readonly ProjectSummary[] }>>;
  readonly open: (request: OpenProject) => Promise<ReadReply<ProjectSummary>>;
  readonly onOpenProject: (id: string) => void;
}

export function ProjectSection(props: ProjectSectionProps) {
  const { project } = props;
  return (
    <Card as="section" aria-label="Project">
      <CardHeader title="Project" level={2} meta={project?.name} />
      <CardBody>
        {project === null ? <SkeletonRows count={4} /> : <ProjectFacts project={project} />}
      </CardBody>
      <ProjectList {...props} />
      <OpenForm {...props} />
    </Card>
  );
}

function ProjectFacts({ project }: { readonly project: ProjectRow }) {
  const { root, target, targetTip, uncommittedCount, detachedAt, sandboxLevel, sandboxReason, runsMax } =
    project;
  return (
    <Facts>
      <Fact name="Folder">
        <CopyText text={root} label="Copy folder" className="-ml-1" />
      </Fact>
      <Fact name="Lands on">
        <span className="font-mono text-sm">{target}</span> at{" "}
        <span className="font-mono text-sm">{targetTip}</span>
        {detachedAt !== null && <span className="text-muted"> · HEAD is detached at {detachedAt}</span>}
      </Fact>
      {uncommittedCount > 0 && (
        <Fact name="Not committed">
          <Count value={uncommittedCount} one="file of yours" many="files of yours" />: workers start without
          them.
        </Fact>
      )}
      <Fact name="Sandbox">
        <span className={sandboxLevel === 0 ? "font-medium text-warn" : "font-medium text-strong"}>
          Level {sandboxLevel}
        </span>
        {sandboxReason !== "" && <span className="text-muted"> · {sandboxReason}</span>}
      </Fact>
      <Fact name="At once">
        <Count value={runsMax} one="worker" /> at most
      </Fact>
    </Facts>
  );
}

function ProjectList({ project, readProjects, onOpenProject }: ProjectSectionProps) {
  const list = useRead(project?.id ?? "none", readProjects);
  if (list.kind === "reading") return null;
  if (list.kind === "failed")
    return (
      <div className="flex items-center gap-3 border-t border-line px-4 py-3 text-danger">
        <span className="min-w-0 flex-1">The list of projects could not be read: {list.message}</span>
        <Button size="sm" onClick={list.retry}>
          Try again
        </Button>
      </div>
    );
  return (
    <div className="border-t border-line px-4 py-3">
      <h3 className="mb-1.5 text-sm font-medium text-muted">Open in this JARVIS</h3>
      <ul className="flex flex-col">
        {list.value.projects.map(({ id, name, root }) => (
          <li key={id} className="flex min-h-9 items-center gap-3">
            <span className="min-w-0 flex-1 truncate" title={root}>
              <span className="font-medium text-strong">{name}</span>{" "}
              <bdi className="font-mono text-sm text-muted">{root}</bdi>
            </span>
            {id === project?.id ? (
              <Badge tone="accent">shown</Badge>
            ) : (
              <Button size="sm" variant="ghost" onClick={() => onOpenProject(id)}>
                Show
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function OpenForm({ open, onOpenProject }: ProjectSectionProps) {
  const [path, setPath] = useState("");
  const [target, setTarget] = useState("");
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    if (path.trim() === "") return setError("The absolute path of a folder in a git repository");
    setIsBusy(true);
    setError(undefined);
    const named = target.trim() === "" ? {} : { target: target.trim() };
    const reply = await open({ path: path.trim(), ...named });
    setIsBusy(false);
    if (reply.kind === "failed") return setError(reply.message);
    onOpenProject(reply.value.id);
  };

  return (
    <form
      aria-label="Open another project"
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-3 border-t border-line px-4 py-3"
    >
      <h3 className="text-sm font-medium text-muted">Open another</h3>
      <div className="flex items-start gap-3 max-desk:flex-col">
        <Field label="Folder" error={error}>
          <TextInput
            autoComplete="off"
            spellCheck={false}
            placeholder="The absolute path of a git repository"
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
        </Field>
        <div className="w-48 shrink-0 max-desk:w-full">
          <Field label="Target branch" hint="Left empty: the one checked out.">
            <TextInput
              autoComplete="off"
              spellCheck={false}
              value={target}
              onChange={(event) => setTarget(event.currentTarget.value)}
            />
          </Field>
        </div>
        <Button type="submit" isBusy={isBusy} className="h-8 desk:mt-5.5">
          Open
        </Button>
      </div>
    </form>
  );
}
