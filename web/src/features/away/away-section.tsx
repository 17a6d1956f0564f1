// The way into a time in which nobody watches: for how long, for how much; and what came of the last one.
import { type FormEvent, useState } from "react";
import { useFeed } from "../../feed/feed-context.tsx";
import { useProject } from "../../feed/hooks.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { showToast } from "../../ui/toast.tsx";
import { ReportView } from "./report-view.tsx";

const HOURS_MAX = 168;
const USD_MAX = 10_000;
/** From this level on no agent can reach out of its box. */
const BOX_LEVEL_MIN = 2;

export function AwaySection() {
  const project = useProject();
  const [open, setOpen] = useState<"go" | "report">();
  const report = project?.awayReport ?? null;
  const isAway = (project?.away ?? null) !== null;
  const close = () => setOpen(undefined);
  return (
    <Card as="section" aria-label="Away">
      <CardHeader title="Away" level={2} />
      <CardBody>
        <p className="mb-3">
          Let what you approved go on while nobody watches. It lands when green, within a budget; nothing else
          is approved before you are back.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button disabled={project === null || isAway} onClick={() => setOpen("go")}>
            Go away…
          </Button>
          {report !== null && (
            <Button variant="ghost" onClick={() => setOpen("report")}>
              The last report
            </Button>
          )}
        </div>
      </CardBody>
      {open === "go" && project !== null && (
        <GoAwayDialog hasBox={project.sandboxLevel >= BOX_LEVEL_MIN} onClose={close} />
      )}
      <Dialog isOpen={open === "report" && report !== null} onClose={close} title="While you were away">
        {report !== null && <ReportView report={report} />}
      </Dialog>
    </Card>
  );
}

interface GoAwayDialogProps {
  readonly hasBox: boolean;
  readonly onClose: () => void;
}

function GoAwayDialog({ hasBox, onClose }: GoAwayDialogProps) {
  const feed = useFeed();
  const [hours, setHours] = useState("8");
  const [budget, setBudget] = useState("30");
  const [isUnsafe, setIsUnsafe] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const minutes = Math.round(Number(hours) * 60);
  const costUsd = Number(budget);
  const hoursError = minutes >= 1 && minutes <= HOURS_MAX * 60 ? undefined : `Hours, at most ${HOURS_MAX}`;
  const budgetError = costUsd > 0 && costUsd <= USD_MAX ? undefined : `Dollars above 0, at most ${USD_MAX}`;

  const go = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || hoursError !== undefined || budgetError !== undefined) return;
    setIsBusy(true);
    setTrouble(undefined);
    const reply = await feed.run("go-away", { minutes, costUsd, isUnsafe });
    setIsBusy(false);
    if (reply.kind === "refused") return setTrouble(reply.message);
    showToast({ title: "You are away", text: "What you approved goes on.", severity: "good" });
    return onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Go away"
      description="Begins when box, model, disk, memory, the target's own checks and power are all green. They are measured now; checks that have not run yet take their time."
    >
      <form aria-label="Go away" onSubmit={(event) => void go(event)} className="flex flex-col gap-3">
        <div className="flex gap-3">
          <Field label="For how many hours" error={hoursError}>
            <TextInput inputMode="decimal" value={hours} onChange={(event) => setHours(event.target.value)} />
          </Field>
          <Field label="Budget in dollars" error={budgetError}>
            <TextInput
              inputMode="decimal"
              value={budget}
              onChange={(event) => setBudget(event.target.value)}
            />
          </Field>
        </div>
        {!hasBox && (
          <Checkbox
            label="Go although no box is around the workers"
            checked={isUnsafe}
            onChange={setIsUnsafe}
          />
        )}
        {trouble !== undefined && (
          <p role="alert" className="text-danger break-words whitespace-pre-line">
            {trouble}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={onClose}>
            Stay
          </Button>
          <Button type="submit" variant="primary" isBusy={isBusy}>
            Go away
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
