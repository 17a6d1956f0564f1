// What the page shows before there is a project to show: opening, signed out, none yet, no such address.
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link, useRouter } from "@tanstack/react-router";
import { FolderGit2, KeyRound, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { NoSession } from "../feed/session.ts";
import { Button } from "../ui/button.tsx";
import { buttonLook } from "../ui/button-look.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Loading } from "../ui/skeleton.tsx";
import { Mark } from "./mark.tsx";

function Outside({ children }: { readonly children: ReactNode }) {
  return (
    <main className="flex h-full flex-col items-center justify-center gap-2 p-6">
      <Mark size={28} />
      <div className="w-full max-w-lg">{children}</div>
    </main>
  );
}

export function Opening() {
  return (
    <Outside>
      <Loading label="Opening JARVIS" />
    </Outside>
  );
}

export function NoSessionScreen({ error }: ErrorComponentProps) {
  const router = useRouter();
  const again = (
    <Button variant="primary" onClick={() => void router.invalidate()}>
      Try again
    </Button>
  );
  if (error instanceof NoSession && error.code === "signed-out")
    return (
      <Outside>
        <EmptyState title="This browser is not signed in" icon={<KeyRound size={18} />} action={again}>
          Open the sign-in link that JARVIS printed in its terminal. Each link works once; a new one is
          printed at every start.
        </EmptyState>
      </Outside>
    );
  if (error instanceof NoSession && error.code === "unreachable")
    return (
      <Outside>
        <EmptyState title="JARVIS does not answer" icon={<Unplug size={18} />} action={again}>
          Its process has ended or is still starting. Start it with{" "}
          <code className="font-mono">npm start</code> and try again; your work is in git and on disk.
        </EmptyState>
      </Outside>
    );
  return (
    <Outside>
      <ErrorState
        what="This page could not be opened."
        todo="Reload it. If it fails again, restart JARVIS; page and server may be of different versions."
        detail={error instanceof Error ? error.message : String(error)}
        action={again}
      />
    </Outside>
  );
}

export function NoProject() {
  return (
    <Outside>
      <EmptyState title="No project is open" icon={<FolderGit2 size={18} />}>
        Start JARVIS inside a git repository, and it appears here.
      </EmptyState>
    </Outside>
  );
}

export function NotFound() {
  return (
    <Outside>
      <EmptyState
        title="Nothing is at this address"
        action={
          <Link to="/" className={buttonLook({ variant: "primary" })}>
            Go to the conversation
          </Link>
        }
      >
        The link may be of a project that is no longer open.
      </EmptyState>
    </Outside>
  );
}
