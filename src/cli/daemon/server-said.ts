// Reads what the daemon says on the feed. A table, a row or a message that this version does not know is left out, as another version's.
import { z } from "zod";
import type { ServerSaid } from "../../wire/feed.ts";
import { TABLES, TimelineRow, type RowUpsert, type TableName } from "../../wire/rows.ts";

const Upsert = z.object({ table: z.string(), key: z.string(), row: z.unknown() });
const at = { epoch: z.string(), seq: z.number(), journal: z.number() };

const Envelope = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), ...at, now: z.number(), rows: z.array(Upsert) }),
  z.object({ type: z.literal("frame"), ...at, rows: z.array(Upsert) }),
  z.object({ type: z.literal("delta"), conversation: z.string(), turn: z.number(), text: z.string() }),
  z.object({ type: z.literal("activity"), run: z.string(), rows: z.array(TimelineRow) }),
]);

/** Null: nothing that this version knows. */
export function parseServerSaid(text: string): ServerSaid | null {
  const said = Envelope.safeParse(jsonOf(text));
  if (!said.success) return null;
  return "rows" in said.data && said.data.type !== "activity"
    ? { ...said.data, rows: said.data.rows.flatMap(upsertOf) }
    : said.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function upsertOf({ table, key, row }: z.infer<typeof Upsert>): readonly RowUpsert[] {
  if (!isTable(table)) return [];
  if (row === null) return [{ table, key, row }];
  const read = TABLES[table].safeParse(row);
  if (!read.success) return [];
  return [{ table, key, row: read.data } as RowUpsert]; // read by the schema of this table
}

function isTable(name: string): name is TableName {
  return Object.hasOwn(TABLES, name);
}
