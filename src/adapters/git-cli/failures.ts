import { PortFailure } from "../../ports/failure.ts";

/** Another process holds what must be written: a lock of ours, or one of git's own. */
export class RepositoryLocked extends PortFailure {
  readonly code = "repository-locked";
  readonly retry = "soon";
  readonly path: string;
  readonly heldByPid: number | null;
  constructor(path: string, heldByPid: number | null, options?: ErrorOptions) {
    const holder = heldByPid === null ? "an unknown process" : `process ${heldByPid}`;
    super(
      `Cannot write to the repository: ${path} is held by ${holder}. Wait for it to end; if it hangs, stop it. If no git runs at all, delete that file.`,
      options,
    );
    this.path = path;
    this.heldByPid = heldByPid;
  }
}
