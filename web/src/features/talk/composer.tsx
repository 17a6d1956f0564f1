// Where the user writes. It is never disabled: what cannot be sent stays where it is, with the reason beside it.
import { ArrowUp } from "lucide-react";
import { clsx } from "clsx";
import { type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from "react";
import { IconButton } from "../../ui/icon-button.tsx";
import { readStored, writeStored } from "../../ui/stored.ts";
import { TextArea } from "../../ui/text-area.tsx";
import { MESSAGE_CHARS_MAX } from "./outbox.ts";
import { Trouble } from "./trouble.tsx";

export interface ComposerHandle {
  /** Puts a text in, for the user to go on with. */
  readonly fill: (text: string) => void;
  readonly focus: () => void;
}

export interface ComposerProps {
  /** The draft is kept under it across reloads. */
  readonly project: string;
  /** Null when it is on record, else why it is not. */
  readonly onSend: (text: string) => Promise<string | null>;
  /** What ↑ in an empty composer brings back; null: nothing was said yet. */
  readonly lastMessage: string | null;
  /** Takes the focus when it is first shown. */
  readonly hasFocus: boolean;
  readonly handle?: Ref<ComposerHandle>;
}

export function Composer({ project, onSend, lastMessage, hasFocus, handle }: ComposerProps) {
  const [text, setText] = useState(() => readStored(`draft.${project}`) ?? "");
  const [trouble, setTrouble] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(text);

  const write = (next: string) => {
    latest.current = next;
    setText(next);
    writeStored(`draft.${project}`, next);
  };
  const focus = () => {
    const element = area.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  };
  useImperativeHandle(handle, () => ({
    fill: (next) => {
      write(next);
      // After the text is drawn, or the caret would stand before it.
      requestAnimationFrame(focus);
    },
    focus,
  }));

  const send = async () => {
    const said = text.trim();
    if (said === "") return;
    if (said.length > MESSAGE_CHARS_MAX) return setTrouble(tooLong(said));
    setTrouble(null);
    write("");
    const refusal = await onSend(said);
    if (refusal === null) return;
    setTrouble(`Not sent: ${refusal}`);
    // Nothing that was written meanwhile is lost, either.
    write(latest.current === "" ? said : `${said}\n\n${latest.current}`);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // The return that ends a composed character sends nothing.
    if (event.nativeEvent.isComposing) return;
    const isEmpty = text.trim() === "";
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      const isWithModifier = event.metaKey || event.ctrlKey;
      // Empty, the same keys approve the newest draft: see talk-keys.ts.
      if (isWithModifier && isEmpty) return;
      event.preventDefault();
      event.stopPropagation();
      void send();
    }
    if (event.key === "ArrowUp" && text === "" && lastMessage !== null) {
      event.preventDefault();
      write(lastMessage);
    }
  };

  return (
    <div>
      <div
        className={clsx(
          "flex items-end gap-1 rounded-xl border border-line-strong bg-surface p-1.5 shadow-control transition-colors",
          "focus-within:border-line-control",
        )}
      >
        <TextArea
          ref={area}
          autoFocus={hasFocus}
          aria-label="Message to JARVIS"
          placeholder="Say what you want"
          rowsMin={1}
          rowsMax={14}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          className="border-0! bg-transparent! px-2.5! text-md! shadow-none! outline-none! max-desk:min-h-11 max-desk:py-2.5! max-desk:text-[16px]!"
        />
        <IconButton
          label="Send"
          keys="Enter"
          icon={<ArrowUp size={16} />}
          onClick={() => void send()}
          className={clsx(
            "mb-0.5 rounded-lg! transition-colors max-desk:mb-0",
            text.trim() !== "" && "bg-primary! text-on-primary! hover:bg-primary-hover!",
          )}
        />
      </div>
      {text.length > MESSAGE_CHARS_MAX && trouble === null && (
        <p role="status" className="mt-1.5 px-2 text-sm text-warn">
          {tooLong(text)}
        </p>
      )}
      <div className="px-2">
        <Trouble text={trouble} />
      </div>
    </div>
  );
}

function tooLong(text: string): string {
  return `This message has ${text.length.toLocaleString("en-US")} characters; ${MESSAGE_CHARS_MAX.toLocaleString("en-US")} are taken at most. Shorten it, or put the rest in a file of the project.`;
}
