// The daemon itself: what it is, its projects, the model that answers, and its end.
import type { Hono } from "hono";
import * as reads from "../../wire/reads.ts";
import { ROUTES } from "../../wire/routes.ts";
import type { DaemonAccess } from "../access.ts";
import type { AppEnv } from "./caller.ts";
import { described, reading } from "./describe.ts";
import { summaryOf } from "./projects.ts";

export function addDaemonRoutes(app: Hono<AppEnv>, daemon: DaemonAccess): void {
  const projects = () => daemon.projects().map(summaryOf);
  app.get(
    ROUTES.daemon,
    described({
      tag: "daemon",
      summary: "The daemon",
      answer: { description: "Version, home, model, projects.", schema: "Daemon" },
    }),
    (c) => c.json(daemon.describe()),
  );
  app.post(
    ROUTES.quit,
    described({
      tag: "daemon",
      summary: "End the daemon; the workers' work is kept",
      answer: { description: "It ends now. `journal` is 0: no project's journal is meant.", schema: "Done" },
    }),
    (c) => {
      // Once the answer is on its way: who asked has to hear it.
      c.env.outgoing.once("close", () => daemon.quit());
      return c.json({
        kind: "accepted" as const,
        text: "JARVIS ends; its workers' work is kept.",
        journal: 0,
      });
    },
  );
  app.get(
    ROUTES.projects,
    described({
      tag: "daemon",
      summary: "The open projects",
      answer: { description: "All of them.", schema: "Projects" },
    }),
    (c) => c.json({ projects: projects() }),
  );
  app.post(
    ROUTES.projects,
    described({
      tag: "daemon",
      summary: "Open a repository as a project, or find it open",
      answer: { description: "The project.", schema: "ProjectSummary" },
    }),
    reading("json", reads.OpenProject),
    async (c) => c.json(summaryOf(await daemon.openProject(c.req.valid("json")))),
  );
  app.get(
    ROUTES.model,
    described({
      tag: "daemon",
      summary: "What answers, and who pays for it",
      answer: { description: "Never the secret itself.", schema: "ConnectedModel" },
    }),
    (c) => c.json(daemon.readModel()),
  );
  app.put(
    ROUTES.model,
    described({
      tag: "daemon",
      summary: "Connect a model",
      description: "Takes effect with the next agent that starts and the next message.",
      answer: { description: "What answers from now on.", schema: "ConnectedModel" },
    }),
    reading("json", reads.ModelChoice),
    async (c) => c.json(await daemon.chooseModel(c.req.valid("json"))),
  );
}
