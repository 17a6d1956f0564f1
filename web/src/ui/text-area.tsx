// Text of several lines that grows with what is written. Inside a `Field` it takes name, hint and error from there.
import { Field } from "@base-ui/react/field";
import { clsx } from "clsx";
import { type ComponentProps, useLayoutEffect, useRef } from "react";
import { INPUT_LOOK } from "./field.tsx";

export interface TextAreaProps extends ComponentProps<"textarea"> {
  readonly rowsMin?: number;
  /** From here on it scrolls. */
  readonly rowsMax?: number;
}

export function TextArea({ rowsMin = 1, rowsMax = 12, className, ref, value, ...rest }: TextAreaProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (own.current) fit(own.current, rowsMin, rowsMax);
  }, [value, rowsMin, rowsMax]);
  const keep = (element: HTMLTextAreaElement | null) => {
    own.current = element;
    if (typeof ref === "function") return ref(element);
    if (ref) ref.current = element;
    return undefined;
  };
  return (
    <Field.Control
      render={
        <textarea
          {...rest}
          {...(value !== undefined && { value })}
          ref={keep}
          rows={rowsMin}
          onInput={(event) => {
            rest.onInput?.(event);
            fit(event.currentTarget, rowsMin, rowsMax);
          }}
          className={clsx(INPUT_LOOK, "scroll-area block resize-none py-1.5 max-desk:min-h-11", className)}
        />
      }
    />
  );
}

function fit(area: HTMLTextAreaElement, rowsMin: number, rowsMax: number): void {
  const style = getComputedStyle(area);
  const line = Number.parseFloat(style.lineHeight);
  const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
  const border = area.offsetHeight - area.clientHeight;
  area.style.height = "auto";
  const wanted = Math.min(Math.max(area.scrollHeight, rowsMin * line + padding), rowsMax * line + padding);
  area.style.height = `${Math.ceil(wanted + border)}px`;
}
