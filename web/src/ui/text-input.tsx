// One line of text. Inside a `Field` it takes name, hint and error from there; elsewhere it needs `aria-label`.
import { Field } from "@base-ui/react/field";
import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { INPUT_LOOK } from "./field.tsx";

export function TextInput({ className, ...rest }: ComponentProps<"input">) {
  return (
    <Field.Control
      render={<input {...rest} className={clsx(INPUT_LOOK, "h-8 max-desk:min-h-11", className)} />}
    />
  );
}
