// The user's own commands in the worktrees of runs: answered line by line, and ended when nobody reads any more.
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Hono } from "hono";
import { RunCommand, type RunLine } from "../../wire/run-command.ts";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import { refused, statusOfCode } from "./answers.ts";
import type { AppEnv } from "./caller.ts";
import { described, reading } from "./describe.ts";
import { InProject } from "./parameters.ts";
import { mustFindProject } from "./projects.ts";

/** A reader that has this much waiting does not read; its command is ended. More than one command may print. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

const ABOUT = `The program runs through the sandbox in each worktree, without a shell, in a process group that ends with its run.

Each line of the answer is one JSON value: \`{"kind":"started","run","worker","ticket"}\`, \`{"kind":"output","run","stream":"out","text"}\`, and last \`{"kind":"ended","run","outcome":"exited","exitCode":0}\` (also \`timed-out\`, \`stopped\`, \`not-started\`, \`refused\`; \`detail\` says why). It is ended when the connection closes.`;

export function addRunRoutes(app: Hono<AppEnv>, daemon: Pick<DaemonAccess, "projects">): void {
  app.post(
    ROUTES.run,
    described({
      tag: "commands",
      summary: "Run a program in a run's worktree",
      description: ABOUT,
      answer: { description: "Lines, until every one has ended.", content: "application/x-ndjson" },
    }),
    reading("param", InProject),
    reading("json", RunCommand),
    async (c) => {
      const { outgoing } = c.env;
      const project = mustFindProject(daemon, c.req.valid("param").project);
      const answer = project.runCommand(c.req.valid("json"));
      if (answer.kind === "refused")
        return c.json(refused(answer.code, answer.message), statusOfCode(answer.code));
      const gone = new AbortController();
      outgoing.on("close", () => gone.abort());
      outgoing.on("error", () => gone.abort());
      outgoing.writeHead(200, { "content-type": "application/x-ndjson; charset=utf-8" });
      outgoing.flushHeaders();
      await answer.run((line: RunLine) => {
        if (outgoing.writableLength > WAITING_BYTES_MAX) gone.abort();
        else outgoing.write(`${JSON.stringify(line)}\n`);
      }, gone.signal);
      outgoing.end();
      return RESPONSE_ALREADY_SENT;
    },
  );
}
