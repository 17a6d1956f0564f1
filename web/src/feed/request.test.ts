import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readConversation } from "./reads.ts";
import { runCommand } from "./request.ts";
import { readSession } from "./session.ts";

interface Asked {
  readonly path: string;
  readonly init: RequestInit;
}

const DONE = { kind: "accepted", text: "T-1", journal: 7 };
let asked: Asked[] = [];
let csrf = "csrf-1";

/** Each answer in its turn; the last one for all that follow. */
function serve(...answers: readonly (readonly [status: number, body: unknown] | Error)[]): void {
  let next = 0;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    if (path === "/api/session") return Response.json({ csrf, version: "1", projects: [] });
    asked.push({ path, init });
    const answer = answers[Math.min(next++, answers.length - 1)] ?? new TypeError("nothing is served");
    if (answer instanceof Error) throw answer;
    const [status, body] = answer;
    return typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });
  });
}

const headerOf = ({ init }: Asked, name: string) => new Headers(init.headers).get(name);
const approve = (id?: string) =>
  runCommand("p 1", "approve-ticket", { ticket: "T-1", hash: "h", landWhenGreen: false }, id);

beforeEach(async () => {
  asked = [];
  csrf = "csrf-1";
  serve([200, DONE]);
  await readSession();
});
afterEach(() => vi.unstubAllGlobals());

test("a command says which project, who asks, and carries an id of its own", async () => {
  expect(await approve()).toEqual(DONE);
  const [one] = asked;
  expect(one?.path).toBe("/api/p/p%201/commands/approve-ticket");
  expect(one?.init.method).toBe("POST");
  expect(one?.init.body).toBe('{"ticket":"T-1","hash":"h","landWhenGreen":false}');
  expect(one && headerOf(one, "x-jarvis-csrf")).toBe("csrf-1");
  expect(one && headerOf(one, "content-type")).toBe("application/json");
  await approve();
  const ids = asked.map((request) => headerOf(request, "idempotency-key"));
  expect(new Set(ids).size).toBe(2);
});

test("a command whose answer was lost is sent once more under the same id", async () => {
  serve(new TypeError("Failed to fetch"), [200, DONE]);
  expect(await approve("id-1")).toEqual(DONE);
  expect(asked.map((request) => headerOf(request, "idempotency-key"))).toEqual(["id-1", "id-1"]);
});

test("no answer at all is a refusal that says so", async () => {
  serve(new TypeError("Failed to fetch"));
  expect(await approve()).toMatchObject({ kind: "refused", code: "unreachable" });
  expect(asked).toHaveLength(2);
});

test("an expected no keeps its code and its words", async () => {
  const no = { kind: "refused", code: "changed-since", message: "T-1 has changed since you saw it." };
  serve([409, no]);
  expect(await approve()).toEqual(no);
  expect(asked).toHaveLength(1);
});

test("a session that was signed in anew elsewhere is read again, and the command goes on", async () => {
  csrf = "csrf-2";
  serve([403, { kind: "refused", code: "wrong-csrf", message: "Reload the page." }], [200, DONE]);
  expect(await approve("id-1")).toEqual(DONE);
  expect(asked.map((request) => headerOf(request, "x-jarvis-csrf"))).toEqual(["csrf-1", "csrf-2"]);
});

test("signed out says how to get in again", async () => {
  serve([401, { kind: "refused", code: "not-signed-in", message: "…" }]);
  const reply = await approve();
  expect(reply).toMatchObject({ kind: "refused", code: "not-signed-in" });
  expect(reply.kind === "refused" && reply.message).toMatch(/Run `jarvis`/);
});

test("what is no answer of ours is not taken for one", async () => {
  serve([502, "<html>Bad gateway</html>"]);
  expect(await approve()).toMatchObject({ kind: "refused", code: "not-understood" });
  serve([200, "<html>Welcome to this hotspot</html>"]);
  expect(await approve()).toMatchObject({ kind: "refused", code: "not-understood" });
});

test("a read asks with what it is given and changes nothing", async () => {
  serve([200, { items: [], before: null }]);
  const reply = await readConversation("p1", { before: 40, limit: 10 });
  expect(reply).toEqual({ kind: "read", value: { items: [], before: null } });
  expect(asked[0]?.path).toBe("/api/p/p1/conversation?before=40&limit=10");
  expect(asked[0]?.init.method).toBe("GET");
  expect(asked[0] && headerOf(asked[0], "x-jarvis-csrf")).toBeNull();
});
