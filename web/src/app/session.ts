// Who is signed in here and which projects there are; asked once when the page opens.
import type { Session } from "../../../src/wire/reads.ts";
import { pathTo } from "../../../src/wire/routes.ts";

/** Why there is no session: the page says what to do about each. */
export class NoSession extends Error {
  readonly code: "signed-out" | "unreachable" | "not-understood";
  constructor(code: NoSession["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NoSession";
    this.code = code;
  }
}

/** @throws NoSession */
export async function readSession(signal?: AbortSignal): Promise<Session> {
  const address = pathTo("session");
  const response = await fetch(address, { ...(signal && { signal }) }).catch((error: unknown) => {
    throw new NoSession("unreachable", `GET ${address} got no answer.`, { cause: error });
  });
  if (response.status === 401 || response.status === 403)
    throw new NoSession("signed-out", `GET ${address} answered ${response.status}.`);
  if (!response.ok) throw new NoSession("not-understood", `GET ${address} answered ${response.status}.`);
  const said: unknown = await response.json().catch((error: unknown) => {
    throw new NoSession("not-understood", `GET ${address} answered no JSON.`, { cause: error });
  });
  if (!isSession(said))
    throw new NoSession("not-understood", `GET ${address} answered without csrf, version and projects.`);
  return said;
}

/** By hand, since the schema would bring its whole library into the first download; it is our own server's answer. */
function isSession(said: unknown): said is Session {
  return (
    isRecord(said) &&
    typeof said["csrf"] === "string" &&
    typeof said["version"] === "string" &&
    Array.isArray(said["projects"]) &&
    said["projects"].every(
      (project: unknown) =>
        isRecord(project) &&
        typeof project["id"] === "string" &&
        typeof project["name"] === "string" &&
        typeof project["root"] === "string",
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
