// What the small daemon answers over HTTP.
import type { IncomingMessage } from "node:http";
import { ROUTES } from "../../wire/routes.ts";
import type { ProjectSummary } from "../../wire/reads.ts";
import { TOKEN, type FakeDaemon, type FakeOptions, type SaidCommand } from "./fake.ts";
import { PROJECT_ID } from "./rows.ts";

export interface Around extends FakeOptions {
  readonly projects: readonly ProjectSummary[];
  readonly fake: FakeDaemon;
  readonly commands: SaidCommand[];
  readonly opened: unknown[];
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
  /** In place of JSON. */
  readonly text?: string;
}

const ok = (json: unknown): Answer => ({ status: 200, json });
const no = (status: number, code: string, message: string): Answer => ({
  status,
  json: { kind: "refused", code, message },
});

export function answerOf(incoming: IncomingMessage, body: unknown, around: Around): Answer {
  if (incoming.headers.authorization !== `Bearer ${around.takes ?? TOKEN}`)
    return no(401, "wrong-token", "Did not answer: that is not the token.");
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  for (const [name, route] of Object.entries(ROUTES)) {
    const pattern = new RegExp(`^${route.replaceAll(/:([a-z]+)/g, "(?<$1>[^/]+)")}$`);
    const found = pattern.exec(url.pathname);
    if (found !== null)
      return answerRoute(
        name,
        { values: found.groups ?? {}, query: url.searchParams, incoming, body },
        around,
      );
  }
  return no(404, "unknown-path", "Nothing is done at this address.");
}

interface Asked {
  readonly values: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly incoming: IncomingMessage;
  readonly body: unknown;
}

function answerRoute(route: string, asked: Asked, around: Around): Answer {
  const { fake, projects } = around;
  const { values, query, body } = asked;
  const { tables } = fake.view();
  switch (route) {
    case "daemon":
      return ok({
        version: "1.2.3",
        pid: process.pid,
        startedAt: 0,
        home: around.saysHome ?? around.home,
        model: tables.project[PROJECT_ID]?.model,
        projects,
        page: "ready",
      });
    case "projects":
      if (asked.incoming.method === "GET") return ok({ projects });
      around.opened.push(body);
      return ok(projects[0]);
    case "signInLinks":
      return ok({ url: `${fake.url}/login?t=once` });
    case "quit":
      around.onQuit?.();
      return ok({ kind: "accepted", text: "ends", journal: 0 });
    case "board":
      return ok({
        project: tables.project[PROJECT_ID],
        orchestrator: tables.orchestrator["C1"] ?? null,
        rows: Object.values(tables.board),
      });
    case "ticket":
      return foundOr404(fake.tickets.get(values["ticket"] ?? ""));
    case "timeline":
      return timeline(fake, values["run"] ?? "", query);
    case "diff":
      return foundOr404(fake.diffs.get(values["run"] ?? ""));
    case "run":
      fake.ran.push(body);
      return "kind" in fake.runLines
        ? { status: 409, json: fake.runLines }
        : { ...ok(null), text: fake.runLines.map((line) => `${JSON.stringify(line)}\n`).join("") };
    case "command":
      return command(asked, around);
    default:
      return no(404, "unknown-path", route);
  }
}

function foundOr404(json: unknown): Answer {
  return json === undefined ? no(404, "unknown-subject", "There is no such thing.") : ok(json);
}

function timeline(fake: FakeDaemon, run: string, query: URLSearchParams): Answer {
  const rows = fake.timelines.get(run) ?? [];
  const limit = Number(query.get("limit") ?? 100);
  const after = query.get("after");
  const before = Number(query.get("before") ?? Infinity);
  const page =
    after === null
      ? rows.filter((row) => row.n < before).slice(-limit)
      : rows.filter((row) => row.n > Number(after)).slice(0, limit);
  const first = page[0]?.n ?? 1;
  return ok({ rows: page, before: first > 1 ? first : null });
}

function command({ values, incoming, body }: Asked, { fake, commands }: Around): Answer {
  const key = incoming.headers["idempotency-key"];
  const said = {
    project: values["project"] ?? "",
    name: values["command"] ?? "",
    input: body,
    key: Array.isArray(key) ? key[0] : key,
  };
  commands.push(said);
  const reply = fake.reply(said);
  return { status: reply.kind === "accepted" ? 200 : 409, json: reply };
}
