// Which JARVIS this is, where it keeps things, and the keys.
import { useState } from "react";
import type { Daemon } from "../../../../src/wire/reads.ts";
import type { ReadReply } from "../../feed/request.ts";
import { useRead } from "../../feed/use-read.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { CopyText } from "../../ui/copy-text.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { KeyboardHelp } from "../../ui/keyboard-help.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { Elapsed } from "../../ui/time.tsx";

export interface AboutSectionProps {
  readonly readDaemon: () => Promise<ReadReply<Daemon>>;
}

export function AboutSection({ readDaemon }: AboutSectionProps) {
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const daemon = useRead("daemon", readDaemon);
  return (
    <Card as="section" aria-label="About">
      <CardHeader
        title="About"
        level={2}
        actions={
          <Button size="sm" variant="ghost" keys="?" onClick={() => setIsHelpOpen(true)}>
            Keyboard shortcuts
          </Button>
        }
      />
      <CardBody>
        {daemon.kind === "reading" && <SkeletonRows count={3} />}
        {daemon.kind === "failed" && (
          <div className="flex items-center gap-3 text-danger">
            <span className="min-w-0 flex-1">JARVIS could not be asked: {daemon.message}</span>
            <Button size="sm" onClick={daemon.retry}>
              Try again
            </Button>
          </div>
        )}
        {daemon.kind === "read" && (
          <Facts>
            <Fact name="Version">{daemon.value.version}</Fact>
            <Fact name="Keeps its things in">
              <CopyText text={daemon.value.home} label="Copy folder" className="-ml-1" />
            </Fact>
            <Fact name="Process">
              {daemon.value.pid}, for <Elapsed since={daemon.value.startedAt} />
            </Fact>
          </Facts>
        )}
      </CardBody>
      <KeyboardHelp isOpen={isHelpOpen} onClose={() => setIsHelpOpen(false)} />
    </Card>
  );
}
