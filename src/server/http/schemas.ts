// Everything that is answered, under the name that the API's description gives it.
import { z } from "zod";
import { Done, Refused } from "../../wire/commands.ts";
import * as reads from "../../wire/reads.ts";
import * as rows from "../../wire/rows.ts";

const NAMED = {
  Done,
  Refused,
  Session: reads.Session,
  Daemon: reads.Daemon,
  ConnectedModel: rows.ConnectedModel,
  Projects: reads.Projects,
  ProjectSummary: reads.ProjectSummary,
  SignInLink: reads.SignInLink,
  Board: reads.Board,
  ConversationPage: reads.ConversationPage,
  TicketDetail: reads.TicketDetail,
  TimelinePage: reads.TimelinePage,
  Diff: reads.Diff,
  ProjectRow: rows.ProjectRow,
  OrchestratorRow: rows.OrchestratorRow,
  BoardRow: rows.BoardRow,
  TicketRow: rows.TicketRow,
  ReviewRow: rows.ReviewRow,
  ItemRow: rows.ItemRow,
  TimelineRow: rows.TimelineRow,
  StatusWord: rows.StatusWord,
} as const;

export type SchemaName = keyof typeof NAMED;

const uriOf = (name: string) => `#/components/schemas/${name}`;

export function schemaRef(name: SchemaName): { readonly $ref: string } {
  return { $ref: uriOf(name) };
}

/** All of them as JSON Schema; where one contains another, it refers to it. */
export function componentSchemas(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: uriOf, io: "output" });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _uri, ...schema }]) => [name, schema]),
  );
}
