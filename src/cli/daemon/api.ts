// What the daemon can be asked and told over HTTP, each answer read by its schema.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { Done, Refused, type CommandInput, type CommandName } from "../../wire/commands.ts";
import {
  Board,
  Diff,
  PAGE_MAX,
  Projects,
  ProjectSummary,
  SignInLink,
  TicketDetail,
  TimelinePage,
  type OpenProject,
} from "../../wire/reads.ts";
import { RunLine, type RunCommandInput } from "../../wire/run-command.ts";
import { pathTo, type RouteName } from "../../wire/routes.ts";
import { DaemonFailed, Declined } from "../failures.ts";
import { ask, type Reply } from "./http.ts";
import { askForLines } from "./lines.ts";
import type { DaemonPlace } from "./place.ts";

export interface DaemonApi {
  projects(): Promise<readonly ProjectSummary[]>;
  /** Opens a repository as a further project, or finds it open. */
  openProject(request: OpenProject): Promise<ProjectSummary>;
  signInLink(): Promise<string>;
  /** The daemon ends; resolves when it has taken notice. */
  quit(): Promise<void>;
  project(id: string): ProjectApi;
}

/** Of every answer: @throws DaemonFailed when there is none, Declined when it is a no. */
export interface ProjectApi {
  board(): Promise<Board>;
  ticket(name: string): Promise<TicketDetail>;
  /** The last lines before `before`, or the first after `after`. */
  timeline(
    run: string,
    page: { readonly before?: number; readonly after?: number; readonly limit?: number },
  ): Promise<TimelinePage>;
  diff(run: string): Promise<Diff>;
  /** A program in worktrees of runs: each line as it comes, until all have ended or the reader has gone. */
  run(request: RunCommandInput, onLine: (line: RunLine) => void, signal: AbortSignal): Promise<void>;
  /** A refusal is an answer here. */
  command<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Done | Refused>;
}

/** Opening a large repository, and git's own diff of one, take their time. */
const REQUEST_MS_MAX = 120_000;

/** `place` is asked for each request: a daemon that starts again is found at another port. */
export function createDaemonApi(place: () => DaemonPlace): DaemonApi {
  async function request(
    method: "GET" | "POST",
    path: string,
    more: { readonly body?: unknown; readonly key?: string } = {},
  ): Promise<Reply> {
    return await ask({ place: place(), method, path, ...more, limitMs: REQUEST_MS_MAX });
  }

  async function read<Shape extends z.ZodType>(
    shape: Shape,
    route: RouteName,
    values: Readonly<Record<string, string | number>> = {},
    query = "",
  ): Promise<z.output<Shape>> {
    const path = `${pathTo(route, values)}${query}`;
    return accepted(shape, await request("GET", path), path);
  }

  async function post<Shape extends z.ZodType>(
    shape: Shape,
    route: RouteName,
    body: unknown = {},
  ): Promise<z.output<Shape>> {
    return accepted(shape, await request("POST", pathTo(route), { body }), pathTo(route));
  }

  return {
    projects: async () => (await read(Projects, "projects")).projects,
    openProject: (body) => post(ProjectSummary, "projects", body),
    signInLink: async () => (await post(SignInLink, "signInLinks")).url,
    quit: async () => {
      const reply = await request("POST", pathTo("quit"), { body: {} });
      if (reply.status >= 300) throw noOf(reply, pathTo("quit"));
    },
    project: (project) => ({
      board: () => read(Board, "board", { project }),
      ticket: (ticket) => read(TicketDetail, "ticket", { project, ticket }),
      timeline: (run, page) =>
        read(TimelinePage, "timeline", { project, run }, queryOf({ limit: PAGE_MAX, ...page })),
      diff: (run) => read(Diff, "diff", { project, run }),
      run: async (body, onLine, signal) => {
        const path = pathTo("run", { project });
        const reply = await askForLines({
          place: place(),
          path,
          body,
          signal,
          onLine: (json) => onLine(RunLine.parse(json)),
        });
        if (reply !== null) throw noOf(reply, path);
      },
      command: async (command, body) => {
        const path = pathTo("command", { project, command });
        const reply = await request("POST", path, { body, key: randomUUID() });
        const refused = Refused.safeParse(reply.json);
        return refused.success ? refused.data : accepted(Done, reply, path);
      },
    }),
  };
}

function queryOf(values: Readonly<Record<string, number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return `?${query.toString()}`;
}

function accepted<Shape extends z.ZodType>(shape: Shape, reply: Reply, path: string): z.output<Shape> {
  if (reply.status >= 300) throw noOf(reply, path);
  const read = shape.safeParse(reply.json);
  if (read.success) return read.data;
  throw new DaemonFailed(
    "not-understood",
    `Asked JARVIS for ${path}: its answer has another form than this command knows. Is the daemon of another version? End it with jarvis quit, and start it again.`,
    { cause: read.error },
  );
}

function noOf({ status, json }: Reply, path: string): Error {
  const refused = Refused.safeParse(json);
  return refused.success
    ? new Declined(refused.data.code, refused.data.message)
    : new DaemonFailed("answered-no", `Asked JARVIS for ${path}: it answered ${status}, without a reason.`);
}
