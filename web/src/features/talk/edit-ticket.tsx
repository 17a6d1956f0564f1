// The form that changes a draft. What somebody else changed meanwhile is shown, and nothing that was typed is lost.
import { useState } from "react";
import type { TicketRow } from "../../../../src/wire/rows.ts";
import { useFeed } from "../../feed/feed-context.tsx";
import { useTicket } from "../../feed/hooks.ts";
import { readTicketDetail } from "../../feed/reads.ts";
import { useRead } from "../../feed/use-read.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Loading } from "../../ui/skeleton.tsx";
import { EditFields } from "./edit-fields.tsx";
import {
  changedFields,
  changeOf,
  type EditForm,
  FIELD_NAMES,
  formOf,
  formProblems,
  rebased,
} from "./edit-form.ts";
import { Trouble } from "./trouble.tsx";
import { useAct } from "./use-act.ts";

export interface EditTicketProps {
  readonly row: TicketRow;
  readonly onClose: () => void;
}

export function EditTicket({ row, onClose }: EditTicketProps) {
  const { project } = useFeed();
  // The row's description may be cut; the form must begin with the whole of this version.
  const detail = useRead(`${project} ${row.ticket}`, () => readTicketDetail(project, row.ticket));
  if (detail.kind === "read")
    return <Form row={row} description={detail.value.description} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={`Edit ${row.ticket}`} width="lg">
      {detail.kind === "reading" ? (
        <Loading label="Reading the ticket" />
      ) : (
        <ErrorState
          what={`${row.ticket} could not be read.`}
          todo={detail.message}
          action={<Button onClick={detail.retry}>Try again</Button>}
        />
      )}
    </Dialog>
  );
}

interface FormProps extends EditTicketProps {
  readonly description: string;
}

interface Base {
  readonly hash: string;
  readonly form: EditForm;
}

function Form({ row: opened, description, onClose }: FormProps) {
  const { ticket } = opened;
  const current = useTicket(ticket) ?? opened;
  const { project } = useFeed();
  const [base, setBase] = useState<Base>(() => ({ hash: opened.hash, form: formOf(opened, description) }));
  const [form, setForm] = useState(base.form);
  const act = useAct();
  const isOther = current.hash !== base.hash;
  const newest = useRead(isOther ? `${ticket} ${current.hash}` : null, () =>
    readTicketDetail(project, ticket),
  );
  const theirs = newest.kind === "read" ? formOf(current, newest.value.description) : null;
  const problems = formProblems(form);
  const changed = changedFields(base.form, form);
  const isSaveable = changed.length > 0 && Object.keys(problems).length === 0 && current.stage === "draft";

  const takeOver = () => {
    if (theirs === null) return;
    setForm(rebased(base.form, form, theirs));
    setBase({ hash: current.hash, form: theirs });
    act.forget();
  };
  const save = async () => {
    const reply = await act.run("edit-ticket", {
      ticket,
      hash: base.hash,
      change: changeOf(base.form, form),
    });
    if (reply.kind === "accepted") onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Edit ${ticket}`}
      description="An edit changes what an approval covers; the card shows the new version."
      width="lg"
      footer={
        <>
          <span className="mr-auto self-center text-sm text-muted">
            {changed.length === 0
              ? "Nothing changed yet"
              : `Changed: ${changed.map((field) => FIELD_NAMES[field]).join(", ")}`}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isBusy={act.busy !== null}
            disabled={!isSaveable || isOther}
            onClick={() => void save()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {current.stage !== "draft" && (
          <Banner severity="warn" title={`${ticket} is no longer a draft.`}>
            It is {current.stage}, so it cannot be edited. Send its worker a message instead; your text stays
            here to copy.
          </Banner>
        )}
        {isOther && current.stage === "draft" && (
          <Changed theirs={theirs} base={base.form} mine={form} ticket={ticket} onTakeOver={takeOver} />
        )}
        <EditFields form={form} problems={problems} onChange={setForm} />
        <Trouble text={act.trouble} />
      </div>
    </Dialog>
  );
}

interface ChangedProps {
  readonly ticket: string;
  readonly base: EditForm;
  readonly mine: EditForm;
  /** Null while it is being read. */
  readonly theirs: EditForm | null;
  readonly onTakeOver: () => void;
}

function Changed({ ticket, base, mine, theirs, onTakeOver }: ChangedProps) {
  if (theirs === null) return <Banner severity="warn" title={`${ticket} has changed since you opened it.`} />;
  const their = changedFields(base, theirs);
  const both = new Set(changedFields(base, mine));
  const clashes = their.filter((field) => both.has(field) && mine[field] !== theirs[field]);
  return (
    <Banner
      severity="warn"
      title={`${ticket} has changed since you opened it.`}
      action={
        <Button size="sm" onClick={onTakeOver}>
          Go on with the new version
        </Button>
      }
    >
      <span>
        Changed meanwhile:{" "}
        {their.length === 0
          ? "nothing that this form shows"
          : their.map((field) => FIELD_NAMES[field]).join(", ")}
        . Your own changes are kept.
      </span>
      {clashes.map((field) => (
        <span key={field} className="mt-2 block">
          <span className="font-medium">{FIELD_NAMES[field]}, which you changed too, is now:</span>
          <span className="mt-0.5 block max-h-32 overflow-auto font-mono text-sm break-words whitespace-pre-wrap">
            {String(theirs[field])}
          </span>
        </span>
      ))}
    </Banner>
  );
}
