// A question that must be answered: what will happen, and a button with the verb on it.
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { clsx } from "clsx";
import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";
import { BACKDROP_LOOK, WINDOW_LOOK } from "./dialog.tsx";

export interface ConfirmProps {
  readonly isOpen: boolean;
  /** The question: "Stop Worker 2?" */
  readonly title: string;
  /** What happens then, and what is kept. */
  readonly children?: ReactNode;
  /** The verb: "Stop worker". */
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  /** Cannot be taken back: the focus starts on the way out. */
  readonly isDanger?: boolean;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function Confirm(props: ConfirmProps) {
  const { isOpen, title, children, confirmLabel, cancelLabel = "Cancel", isDanger = false, isBusy } = props;
  const wayOut = useRef<HTMLButtonElement>(null);
  const verb = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => open || props.onCancel()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP_LOOK} />
        <AlertDialog.Popup
          initialFocus={isDanger ? wayOut : verb}
          className={clsx(WINDOW_LOOK, "top-[22vh] max-w-105")}
        >
          <div className="px-5 pt-4 pb-5">
            <AlertDialog.Title className="text-lg font-semibold text-strong">{title}</AlertDialog.Title>
            {children !== undefined && (
              <AlertDialog.Description render={<div />} className="mt-1.5 text-pretty text-muted">
                {children}
              </AlertDialog.Description>
            )}
          </div>
          <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">
            <Button ref={wayOut} onClick={props.onCancel}>
              {cancelLabel}
            </Button>
            <Button
              ref={verb}
              variant={isDanger ? "danger" : "primary"}
              isBusy={isBusy}
              onClick={props.onConfirm}
            >
              {confirmLabel}
            </Button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
