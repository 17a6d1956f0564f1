// Everything that a user can have done, each at an address of its own, made from the one table of commands.
import type { Context, Hono } from "hono";
import { runUserCommand } from "../../catalogue/user-commands.ts";
import type { UserReply } from "../../catalogue/user-access.ts";
import { COMMANDS, type CommandName } from "../../wire/commands.ts";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import { refused, RequestRefused, statusOfCode } from "./answers.ts";
import { sessionOf, type AppEnv } from "./caller.ts";
import { described, reading } from "./describe.ts";
import { InProject } from "./parameters.ts";
import { mustFindProject } from "./projects.ts";
import { createRepeats } from "./repeats.ts";

const KEY_FORM = /^[A-Za-z0-9._-]{8,128}$/;

export function addCommandRoutes(app: Hono<AppEnv>, daemon: DaemonAccess): void {
  const repeats = createRepeats<UserReply>();
  // Its keys are the names, by definition.
  const names = Object.keys(COMMANDS) as CommandName[];
  for (const name of names)
    addCommandRoute(app, name, async (c, projectId, input) => {
      const project = mustFindProject(daemon, projectId);
      const session = sessionOf(c.env.caller);
      const key = keyOf(c);
      const act = () => runUserCommand(name, input, project.userAccess(session, key));
      if (key === null) return await act();
      const what = JSON.stringify([session, name, input]);
      const reply = repeats.once(`${project.id} ${key}`, what, act);
      return reply === "other"
        ? {
            kind: "refused",
            code: "key-reused",
            message: `Nothing was done: the Idempotency-Key ${key} was used for another command. Take a fresh one.`,
          }
        : await reply;
    });
}

function addCommandRoute(
  app: Hono<AppEnv>,
  name: CommandName,
  act: (c: Context<AppEnv>, project: string, input: unknown) => Promise<UserReply>,
): void {
  const { title, input, isDestructive } = COMMANDS[name];
  app.post(
    ROUTES.command.replace(":command", name),
    described({
      tag: "commands",
      summary: title,
      ...(isDestructive ? { description: "Cannot be taken back: a page asks before it does this." } : {}),
      headers: {
        "Idempotency-Key": "Fresh for each command: sent again with the same key, it is done once.",
      },
      answer: { description: "Done, or on record to be done.", schema: "Done" },
    }),
    reading("param", InProject),
    reading("json", input),
    async (c) => {
      const reply = await act(c, c.req.valid("param").project, c.req.valid("json"));
      return reply.kind === "accepted"
        ? c.json(reply)
        : c.json(refused(reply.code, reply.message), statusOfCode(reply.code));
    },
  );
}

function keyOf(c: Context<AppEnv>): string | null {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return null;
  if (KEY_FORM.test(key)) return key;
  throw new RequestRefused(
    422,
    "invalid",
    "Nothing was done: the Idempotency-Key has to be 8 to 128 letters, digits, dots, dashes or underscores.",
  );
}
