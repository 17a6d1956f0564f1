// Takes an approval back.
import { Undo2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import type { Undo } from "./use-undo.ts";

export interface UndoButtonProps {
  readonly undo: Undo;
  readonly isBusy: boolean;
}

export function UndoButton({ undo, isBusy }: UndoButtonProps) {
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={<Undo2 size={12} />}
      isBusy={isBusy}
      onClick={undo.run}
      aria-label={`Undo the approval of ${undo.ticket}`}
      className="tnum"
    >
      {undo.label}
    </Button>
  );
}
