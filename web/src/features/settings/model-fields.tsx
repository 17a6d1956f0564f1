// The fields that each way to a model needs. A secret is typed, sent once, and never shown.
import type { ReactNode } from "react";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import type { Kind, Missing, ModelForm } from "./model-choice.ts";

export const KINDS: readonly Kind[] = ["api-key", "plan-token", "local-url", "playbook"];

export const KIND_TEXT: Readonly<Record<Kind, { readonly tab: string; readonly about: ReactNode }>> = {
  "api-key": { tab: "API key", about: "Anthropic bills the key for what is used." },
  "plan-token": {
    tab: "Plan token",
    about: (
      <>
        Your Claude plan pays, within its limits.{" "}
        <code className="font-mono text-sm">claude setup-token</code> prints a token.
      </>
    ),
  },
  "local-url": {
    tab: "Local URL",
    about: "A model of your own, or a gateway, that speaks the Messages API.",
  },
  playbook: {
    tab: "Playbook",
    about:
      "No language model and no account: a script that carries out the steps written in a ticket, with real tools, on your repository.",
  },
};

export interface ModelFieldsProps {
  readonly form: ModelForm;
  readonly missing: Missing;
  readonly onChange: (part: Partial<ModelForm>) => void;
}

export function ModelFields({ form, missing, onChange }: ModelFieldsProps) {
  const { kind, secret, url, model, isRemembered } = form;
  return (
    <>
      <p className="max-w-prose text-muted">{KIND_TEXT[kind].about}</p>
      {kind === "local-url" && (
        <Field label="URL" error={missing.url}>
          <TextInput
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="http://127.0.0.1:8080"
            value={url}
            onChange={(event) => onChange({ url: event.currentTarget.value })}
          />
        </Field>
      )}
      {kind !== "playbook" && (
        <>
          <Field
            label={
              kind === "api-key" ? "API key" : kind === "plan-token" ? "Token" : "Key, if it asks for one"
            }
            hint="Goes to the JARVIS process on this machine only, and is not shown again."
            error={missing.secret}
          >
            <TextInput
              type="password"
              autoComplete="off"
              spellCheck={false}
              value={secret}
              onChange={(event) => onChange({ secret: event.currentTarget.value })}
            />
          </Field>
          <Field label="Model name" hint="Left empty, the service chooses.">
            <TextInput
              autoComplete="off"
              spellCheck={false}
              maxLength={100}
              value={model}
              onChange={(event) => onChange({ model: event.currentTarget.value })}
            />
          </Field>
          <Checkbox
            label="Remember it: kept in the folder of JARVIS, readable by you only"
            checked={isRemembered}
            onChange={(next) => onChange({ isRemembered: next })}
          />
        </>
      )}
    </>
  );
}
