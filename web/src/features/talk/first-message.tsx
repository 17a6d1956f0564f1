// What a worker is told first, word by word.
import { useFeed } from "../../feed/feed-context.tsx";
import { readTicketDetail } from "../../feed/reads.ts";
import { useRead } from "../../feed/use-read.ts";
import { Button } from "../../ui/button.tsx";
import { OutputBlock } from "../../ui/code-block.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Loading } from "../../ui/skeleton.tsx";

/** More than any first message has: it is read whole before it is approved. */
const LINES_MAX = 5_000;

export interface FirstMessageDialogProps {
  readonly ticket: string;
  readonly onClose: () => void;
}

export function FirstMessageDialog({ ticket, onClose }: FirstMessageDialogProps) {
  const { project } = useFeed();
  const detail = useRead(`${project} ${ticket}`, () => readTicketDetail(project, ticket));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="lg"
      title={`${ticket}: the worker's first message`}
      description="Made from the ticket, the project and what you said; nothing else is added."
    >
      {detail.kind === "reading" && <Loading label="Reading the message" />}
      {detail.kind === "failed" && (
        <ErrorState
          what="The message could not be read."
          todo={detail.message}
          action={<Button onClick={detail.retry}>Try again</Button>}
        />
      )}
      {detail.kind === "read" && (
        <OutputBlock
          text={detail.value.firstMessage}
          label="the worker's first message"
          linesMax={LINES_MAX}
        />
      )}
    </Dialog>
  );
}
