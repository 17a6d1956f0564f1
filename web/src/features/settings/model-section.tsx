// What answers and who pays for it, and the way to another.
import { type FormEvent, useState } from "react";
import type { ConnectedModel } from "../../../../src/wire/rows.ts";
import type { ModelChoice } from "../../feed/reads.ts";
import type { ReadReply } from "../../feed/request.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { choiceOf, EMPTY_FORM, type Kind, missingIn, type ModelForm } from "./model-choice.ts";
import { KIND_TEXT, KINDS, ModelFields } from "./model-fields.tsx";

export interface ModelSectionProps {
  /** Null: not known yet. */
  readonly model: ConnectedModel | null;
  readonly choose: (choice: ModelChoice) => Promise<ReadReply<ConnectedModel>>;
}

type Outcome =
  | { readonly kind: "connected"; readonly model: ConnectedModel }
  | { readonly kind: "refused"; readonly message: string };

export function ModelSection({ model, choose }: ModelSectionProps) {
  const [form, setForm] = useState<ModelForm>(EMPTY_FORM);
  const [isTried, setIsTried] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const missing = isTried ? missingIn(form) : {};
  const wall = model?.wall ?? (outcome?.kind === "connected" ? outcome.model.wall : null);

  const change = (part: Partial<ModelForm>) => setForm({ ...form, ...part });
  const turnTo = (kind: Kind) => {
    setForm({ ...EMPTY_FORM, kind });
    setIsTried(false);
    setOutcome(undefined);
  };
  const connect = async (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (isBusy || Object.keys(missingIn(form)).length > 0) return;
    setIsBusy(true);
    const reply = await choose(choiceOf(form));
    setIsBusy(false);
    if (reply.kind === "failed") return setOutcome({ kind: "refused", message: reply.message });
    setOutcome({ kind: "connected", model: reply.value });
    // Kept only while the user must still say yes to something, or they would have to find it again.
    if (reply.value.wall === null) setForm({ ...form, secret: "" });
    setIsTried(false);
  };

  return (
    <Card as="section" aria-label="Model">
      <CardHeader title="Model" level={2} />
      <CardBody>
        {model === null ? (
          <SkeletonRows count={2} />
        ) : (
          <Facts>
            <Fact name="Answers now">
              <span className="font-medium text-strong">{model.name}</span>
            </Fact>
            <Fact name="Pays">{model.payer}</Fact>
          </Facts>
        )}
      </CardBody>
      <form
        noValidate
        onSubmit={(event) => void connect(event)}
        autoComplete="off"
        className="border-t border-line"
      >
        <Tabs
          label="What shall answer"
          value={form.kind}
          onChange={(id) => turnTo(KINDS.find((kind) => kind === id) ?? "api-key")}
          tabs={KINDS.map((id) => ({ id, label: KIND_TEXT[id].tab }))}
        >
          {KINDS.map((kind) => (
            <TabPanel key={kind} id={kind}>
              <div className="flex flex-col gap-4 px-4 py-4">
                <ModelFields form={form} missing={missing} onChange={change} />
                {wall !== null && kind !== "playbook" && (
                  <div className="flex flex-col gap-1 rounded-lg bg-warn-soft px-3 py-2.5">
                    <p className="font-medium text-warn">No wall around workers</p>
                    <p className="text-body first-letter:uppercase">{wall}</p>
                    <Checkbox
                      label="I accept that workers run without a wall"
                      checked={form.isUnsafe}
                      onChange={(isUnsafe) => change({ isUnsafe })}
                    />
                  </div>
                )}
                {outcome !== undefined && <Result outcome={outcome} />}
                <div className="flex justify-end">
                  <Button type="submit" variant="primary" isBusy={isBusy}>
                    {kind === "playbook" ? "Use the playbook" : "Connect"}
                  </Button>
                </div>
              </div>
            </TabPanel>
          ))}
        </Tabs>
      </form>
    </Card>
  );
}

function Result({ outcome }: { readonly outcome: Outcome }) {
  if (outcome.kind === "refused")
    return (
      <Banner severity="danger" title="Not connected.">
        {outcome.message}
      </Banner>
    );
  const { name, payer, wall } = outcome.model;
  if (wall !== null)
    return (
      <Banner severity="warn" title={`${name} answers, but its workers do not start.`}>
        Say yes above and connect again, or install what is missing.
      </Banner>
    );
  return (
    <Banner severity="good" title={`Connected: ${name}.`}>
      Paid by {payer}. It takes effect with your next message and with each agent that starts from now on.
    </Banner>
  );
}
