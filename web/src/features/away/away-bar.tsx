// Over every screen: that nobody watches, until when and for how much; that no ticket lands by itself; and the way back.
import { useState } from "react";
import { useFeed } from "../../feed/feed-context.tsx";
import { useProject } from "../../feed/hooks.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { showToast } from "../../ui/toast.tsx";
import { ReportView } from "./report-view.tsx";

/** Nothing while the user is here and the landing fuse is whole. */
export function AwayBar() {
  const feed = useFeed();
  const project = useProject();
  const [busy, setBusy] = useState<"come-back" | "reset-fuse">();
  const [isReportOpen, setIsReportOpen] = useState(false);
  const away = project?.away ?? null;
  const fuse = project?.fuse ?? null;
  const report = project?.awayReport ?? null;

  const act = async (name: "come-back" | "reset-fuse") => {
    setBusy(name);
    const reply = await feed.run(name, {});
    if (reply.kind === "accepted") await feed.whenShown(reply.journal);
    setBusy(undefined);
    if (reply.kind === "refused") showToast({ title: "Not done", text: reply.message, severity: "danger" });
    else if (name === "come-back") setIsReportOpen(true);
  };

  return (
    <>
      {(away !== null || fuse !== null) && (
        <div className="flex shrink-0 flex-col gap-2 border-b border-line bg-surface p-2">
          {fuse !== null && (
            <Banner
              severity="danger"
              title="Landing fuse blown."
              action={
                <Button size="sm" isBusy={busy === "reset-fuse"} onClick={() => void act("reset-fuse")}>
                  Reset
                </Button>
              }
            >
              {fuse.reason}. No ticket lands by itself; one that you land yourself does. Workers go on.
            </Banner>
          )}
          {away !== null && (
            <Banner
              severity={away.isOver ? "warn" : "info"}
              title={
                away.isOver
                  ? "Your time away is over."
                  : `You are away until ${new Date(away.until).toLocaleString()}.`
              }
              action={
                <Button
                  size="sm"
                  variant="primary"
                  isBusy={busy === "come-back"}
                  onClick={() => void act("come-back")}
                >
                  I am back
                </Button>
              }
            >
              ${away.spentUsd.toFixed(2)} of ${away.costUsdMax.toFixed(2)} spent. Nothing is approved, and no
              budget is raised, before you are back.
            </Banner>
          )}
        </div>
      )}
      <Dialog
        isOpen={isReportOpen && report !== null}
        onClose={() => setIsReportOpen(false)}
        title="While you were away"
      >
        {report !== null && <ReportView report={report} />}
      </Dialog>
    </>
  );
}
