// The one line under the bar: signed out, reconnecting, or that no language model is talking. The gravest that holds.
import type { ParkedRow } from "../../../../../src/wire/parked.ts";
import type { ConnectedModel } from "../../../../../src/wire/rows.ts";
import type { Connection } from "../../../feed/socket.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { clockOf } from "../../../ui/time.tsx";

export interface TalkBannerProps {
  readonly kind: Exclude<ReturnType<typeof bannerKind>, null>;
  readonly onOpenSettings: () => void;
}

/** Null: there is nothing to say. */
export function bannerKind(
  connection: Connection["kind"],
  model: ConnectedModel | null,
  { isHalted, isParked }: { readonly isHalted: boolean; readonly isParked: boolean },
): "signed-out" | "reconnecting" | "halted" | "parked" | "playbook" | "no-wall" | null {
  if (connection === "signed-out" || connection === "reconnecting") return connection;
  if (isHalted) return "halted";
  if (isParked) return "parked";
  if (model?.kind === "playbook") return "playbook";
  return model !== null && model.wall !== null ? "no-wall" : null;
}

export function TalkBanner({
  kind,
  wall,
  parked,
  onOpenSettings,
  onGoOn,
  onTryNow,
}: TalkBannerProps & {
  readonly wall: string | null;
  readonly parked: ParkedRow | null;
  /** Asks the account again at once, for all that waits for it. */
  readonly onTryNow: () => void;
  readonly onGoOn: () => void;
}) {
  const settings = (
    <Button size="sm" onClick={onOpenSettings}>
      {kind === "playbook" ? "Connect a model" : "Settings"}
    </Button>
  );
  switch (kind) {
    case "signed-out":
      return (
        <Banner severity="danger" title="You are signed out.">
          Run <code className="font-mono text-sm">jarvis</code> in a terminal for a new sign-in link. What is
          on this page stays readable, and nothing that you wrote is lost.
        </Banner>
      );
    case "reconnecting":
      return (
        <Banner severity="warn" title="No connection to JARVIS.">
          Trying again by itself. Workers go on meanwhile; what is shown here may be old.
        </Banner>
      );
    case "halted":
      return (
        <Banner
          severity="warn"
          title="Everything is stopped."
          action={
            <Button size="sm" variant="primary" onClick={onGoOn}>
              Go on
            </Button>
          }
        >
          No agent, check or landing goes on. All work is kept, and goes on as it was.
        </Banner>
      );
    case "parked":
      return parked === null ? null : (
        <Banner
          severity="warn"
          title={parkedTitle(parked)}
          action={
            parked.waitsFor === null
              ? parked.workers.length > 0 && (
                  <Button size="sm" onClick={onTryNow}>
                    Try now
                  </Button>
                )
              : settings
          }
        >
          <span title={parked.detail}>
            {parked.waitsFor === null ? "It goes on by itself; nothing is lost." : `You: ${parked.waitsFor}.`}
            {parked.attempt > 1 && ` Refused ${parked.attempt} times in a row.`}
          </span>
          {parked.detail !== "" && (
            <span className="block max-w-prose truncate text-sm max-desk:hidden">{parked.detail}</span>
          )}
        </Banner>
      );
    case "playbook":
      return (
        <Banner severity="info" title="No language model is talking: this is the playbook." action={settings}>
          <span className="max-desk:hidden">It is a script and carries out steps that you give it.</span>
        </Banner>
      );
    case "no-wall":
      return (
        <Banner severity="danger" title="Workers have no wall around them." action={settings}>
          {wall}
        </Banner>
      );
    default:
      return kind satisfies never;
  }
}

/** "2 workers and the conversation wait: rate limit of your plan, resumes 03:10." */
function parkedTitle({ text, until }: ParkedRow): string {
  return `${text}${until === null ? "" : `, resumes ${clockOf(until)}`}.`;
}
