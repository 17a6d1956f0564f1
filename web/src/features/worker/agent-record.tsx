// The record of a worker, or that of who reviews it.
import { type ComponentType, type ReactNode, useState } from "react";
import { Segments } from "./segments.tsx";

export interface TimelineProps {
  /** `R-1.1`, `R-1.1-review`. */
  readonly subject: string;
  /** Stands first in its bar. */
  readonly who: ReactNode;
  /** What is said when there is no line. */
  readonly emptyText: string;
}

export interface AgentRecordProps {
  readonly run: string;
  readonly Timeline: ComponentType<TimelineProps>;
}

export function AgentRecord({ run, Timeline }: AgentRecordProps) {
  const [who, setWho] = useState<"worker" | "reviewer">("worker");
  const choice = (
    <Segments
      label="Whose record"
      value={who}
      options={[
        { id: "worker", label: "Worker" },
        { id: "reviewer", label: "Reviewer" },
      ]}
      onChange={setWho}
    />
  );
  return who === "worker" ? (
    <Timeline
      key={run}
      subject={run}
      who={choice}
      emptyText="What its agent says and does appears here as it happens."
    />
  ) : (
    <Timeline
      key={`${run}-review`}
      subject={`${run}-review`}
      who={choice}
      emptyText="A reviewer starts once the checks have run."
    />
  );
}
