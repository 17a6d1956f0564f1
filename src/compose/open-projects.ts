// The projects that are open in one daemon, and those that a former daemon of the home had open.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { OpenProject } from "../wire/reads.ts";
import type { Home } from "./home.ts";
import { openProjectIn, type ComposedProject, type HostSeams } from "./project.ts";
import type { ProjectOptions } from "./project-parts.ts";

export interface OpenProjects {
  list(): readonly ComposedProject[];
  /** Opens it, or finds it open. @throws PortFailure */
  open(request: OpenProject & Partial<ProjectOptions>): Promise<ComposedProject>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export function createOpenProjects(
  home: Home,
  defaults: Omit<ProjectOptions, "path" | "target" | "hint">,
  seams: HostSeams,
): OpenProjects {
  const open = new Map<string, ComposedProject>();
  const listeners = new Set<() => void>();
  /** One after another: two requests for the same repository must not open it twice. */
  let last: Promise<unknown> = Promise.resolve();

  async function openNow(request: OpenProject & Partial<ProjectOptions>): Promise<ComposedProject> {
    const found = [...open.values()].find((one) => one.live.root === request.path);
    if (found !== undefined) return found;
    const composed = await openProjectIn(
      home,
      { ...defaults, ...request },
      seams,
      (id) => open.get(id) ?? null,
    );
    if (!open.has(composed.live.id)) {
      open.set(composed.live.id, composed);
      for (const listener of listeners) listener();
    }
    return composed;
  }

  return {
    list: () => [...open.values()],
    open: (request) => {
      const opening = last.then(() => openNow(request));
      last = opening.catch((error: unknown) => error);
      return opening;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await last;
      await Promise.all([...open.values()].map((one) => one.host.close()));
      open.clear();
    },
  };
}

const ProjectFile = z.object({ root: z.string(), target: z.string() });

/** What was open in this home before; one that cannot be read is left out, its work stays where it is. */
export function formerProjects(home: string): readonly OpenProject[] {
  const folder = join(home, "projects");
  return listIfThere(folder).flatMap((name) => {
    try {
      const json: unknown = JSON.parse(readFileSync(join(folder, name, "project.json"), "utf8"));
      const { root, target } = ProjectFile.parse(json);
      return [{ path: root, target }];
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError) return [];
      if (error instanceof Error && "code" in error) return [];
      throw error;
    }
  });
}

function listIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
