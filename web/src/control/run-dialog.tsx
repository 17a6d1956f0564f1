// A program of the user in a worker's worktree: its words, what it prints, and how it ended.
import { useEffect, useRef, useState } from "react";
import type { RunLine } from "../../../src/wire/run-command.ts";
import type { ProgramRun } from "../feed/run-program.ts";
import type { Refused } from "../../../src/wire/commands.ts";
import { OutputBlock } from "../ui/code-block.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { TextInput } from "../ui/text-input.tsx";
import { commandWords } from "./command-words.ts";

/** What is kept of the output: the last of it. */
const OUTPUT_CHARS_MAX = 200_000;

export type RunProgram = (run: ProgramRun) => Promise<Refused | null>;

export interface RunDialogProps {
  readonly name: string;
  /** `W1`, or its ticket. */
  readonly worker: string;
  readonly runProgram: RunProgram;
  readonly onClose: () => void;
}

type Ended = Extract<RunLine, { kind: "ended" }>;

export function RunDialog({ name, worker, runProgram, onClose }: RunDialogProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [output, setOutput] = useState<string>();
  const [ended, setEnded] = useState<Ended>();
  const [running, setRunning] = useState<AbortController>();
  const latest = useRef<AbortController>(undefined);
  useEffect(() => () => latest.current?.abort(), []);

  const start = async () => {
    if (running !== undefined) return;
    const argv = commandWords(text);
    if (argv === null) return setError("A quote is open.");
    if (argv.length === 0) return;
    const controller = new AbortController();
    latest.current = controller;
    setRunning(controller);
    setError(undefined);
    setEnded(undefined);
    setOutput("");
    const refused = await runProgram({
      input: { worker, argv: [...argv] },
      signal: controller.signal,
      onLine: (line) => {
        if (line.kind === "output")
          setOutput((before = "") => `${before}${line.text}`.slice(-OUTPUT_CHARS_MAX));
        if (line.kind === "ended") setEnded(line);
      },
    });
    setRunning(undefined);
    if (refused !== null) setError(refused.message);
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="lg"
      title={`Run a command in the worktree of ${name}`}
      description="Program and arguments, through its sandbox; no shell reads them. Closing this window ends it."
      footer={
        running === undefined ? (
          <Button variant="primary" disabled={text.trim() === ""} onClick={() => void start()}>
            Run
          </Button>
        ) : (
          <Button variant="danger" onClick={() => running.abort()}>
            End it
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <Field label="Command" error={error}>
          <TextInput
            value={text}
            placeholder="npm test"
            className="font-mono"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") void start();
            }}
          />
        </Field>
        {output !== undefined && output !== "" && <OutputBlock text={output} label="Output" />}
        <p role="status" className="text-sm text-muted">
          {running === undefined ? (ended === undefined ? "" : endText(ended)) : "Running…"}
        </p>
      </div>
    </Dialog>
  );
}

function endText({ outcome, exitCode, signal, durationMs, isCut, detail }: Ended): string {
  const seconds = `${(durationMs / 1_000).toFixed(1)} s`;
  const cut = isCut ? " More was printed than is shown." : "";
  switch (outcome) {
    case "exited":
      return `${exitCode === null ? `Ended by ${signal ?? "a signal"}` : `Exit status ${exitCode}`} after ${seconds}.${cut}`;
    case "timed-out":
      return `Ended after ${seconds}: its time was over.${cut}`;
    case "stopped":
      return `Ended with its run, or with everything.${cut}`;
    case "not-started":
    case "refused":
      return `Not started: ${detail}`;
    default:
      return outcome satisfies never;
  }
}
