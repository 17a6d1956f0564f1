// What the form about the model holds, what is missing in it, and what is sent of it.
import type { ModelChoice } from "../../feed/reads.ts";

export type Kind = ModelChoice["kind"];

export interface ModelForm {
  readonly kind: Kind;
  readonly secret: string;
  readonly url: string;
  /** Empty: the service's default. */
  readonly model: string;
  readonly isUnsafe: boolean;
  readonly isRemembered: boolean;
}

export const EMPTY_FORM: ModelForm = {
  kind: "api-key",
  secret: "",
  url: "",
  model: "",
  isUnsafe: false,
  isRemembered: false,
};

export interface Missing {
  readonly secret?: string;
  readonly url?: string;
}

/** The bounds of the daemon; an empty list of faults means that it can be sent. */
const SECRET_CHARS_MIN = 8;

/** What is wrong with each field, and how to mend it. */
export function missingIn({ kind, secret, url }: ModelForm): Missing {
  switch (kind) {
    case "playbook":
      return {};
    case "api-key":
      return secret.trim().length >= SECRET_CHARS_MIN ? {} : { secret: "Paste the whole API key." };
    case "plan-token":
      return secret.trim().length >= SECRET_CHARS_MIN ? {} : { secret: "Paste the whole token." };
    case "local-url":
      return isWebAddress(url.trim()) ? {} : { url: "An address that begins with http:// or https://" };
    default:
      return kind satisfies never;
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** What is sent; call it on a form in which nothing is missing. */
export function choiceOf(form: ModelForm): ModelChoice {
  const { kind, isUnsafe, isRemembered } = form;
  const model = form.model.trim() === "" ? null : form.model.trim();
  const secret = form.secret.trim();
  switch (kind) {
    case "playbook":
      return { kind };
    case "api-key":
    case "plan-token":
      return { kind, secret, model, isUnsafe, isRemembered };
    case "local-url":
      return { kind, url: form.url.trim(), secret, model, isUnsafe, isRemembered };
    default:
      return kind satisfies never;
  }
}
