import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FormNotLifted, JournalUnreadable } from "../failures.ts";
import { migrate, readForm, type Forms } from "../sqlite/migrations.ts";
import { openActivity } from "./activity.ts";
import { openActivityDatabase } from "./activity-database.ts";
import { ACTIVITY_FORMS, ARCHIVE_FORMS } from "./activity-forms.ts";
import { makePlace, text } from "./samples.conformance.ts";

let place: ReturnType<typeof makePlace>;
beforeEach(() => {
  place = makePlace();
  mkdirSync(dirname(place.path), { recursive: true });
});
afterEach(() => rmSync(place.folder, { recursive: true }));

/** Digests of the released migrations: a file that one of them made exists somewhere, so none may ever change. */
const RELEASED = ["de37e3b53c321bab", "f501989f6174dc22"];
const RELEASED_OF_ARCHIVES = ["a2b9a8648ce29a05"];

const SHA = "a".repeat(64);
/** What a release with form n wrote, in plain SQL: two rows, the second with a blob that a second run has too. Frozen with its migration. */
const WRITTEN_IN_FORM: readonly string[] = [
  `insert into rows values ('R-1.1', 1, 1764000000000.5, 'text', '{"agent":null,"text":"a"}', null, null);
   insert into rows values ('R-1.1', 2, 1764000000001, 'text', '{"agent":null,"text":"b…"}', '${SHA}', 9000);
   insert into rows values ('R-2.1', 1, 1764000000002, 'text', '{"agent":null,"text":"b…"}', '${SHA}', 9000);`,
  `insert into rows values ('R-1.1', 1, 1764000000000.5, 'text', '{"agent":null,"text":"a"}', null, null);
   insert into rows values ('R-1.1', 2, 1764000000001, 'text', '{"agent":null,"text":"b…"}', '${SHA}', 9000);
   insert into rows values ('R-2.1', 1, 1764000000002, 'text', '{"agent":null,"text":"b…"}', '${SHA}', 9000);
   insert into blobs values ('${SHA}', 'R-1.1', 9000), ('${SHA}', 'R-2.1', 9000);
   insert into archived values ('R-0.1', 1764000000000)`,
];

function digestsOf({ migrations }: Forms): readonly string[] {
  return migrations.map((sql) =>
    createHash("sha256").update(sql.replace(/\s+/g, " ")).digest("hex").slice(0, 16),
  );
}

describe("the forms of an activity's file", () => {
  it("never change once they are released", () => {
    expect(digestsOf(ACTIVITY_FORMS)).toEqual(RELEASED);
    expect(digestsOf(ARCHIVE_FORMS)).toEqual(RELEASED_OF_ARCHIVES);
    expect(WRITTEN_IN_FORM).toHaveLength(ACTIVITY_FORMS.migrations.length);
  });

  it.each(WRITTEN_IN_FORM.map((rows, i) => [i + 1, rows] as const))(
    "are lifted from form %i to the newest with all that was written",
    async (form, rows) => {
      const db = new DatabaseSync(place.path);
      migrate(db, place.path, { ...ACTIVITY_FORMS, migrations: ACTIVITY_FORMS.migrations.slice(0, form) });
      db.exec(rows);
      db.close();
      const activity = openActivity(place);
      expect(activity.lastN("R-1.1", 9)).toEqual([
        {
          run: "R-1.1",
          n: 1,
          at: 1_764_000_000_000.5,
          kind: "text",
          item: { text: "a", agent: null },
          spilled: null,
        },
        {
          run: "R-1.1",
          n: 2,
          at: 1_764_000_000_001,
          kind: "text",
          item: { text: "b…", agent: null },
          spilled: { sha256: SHA, bytes: 9_000 },
        },
      ]);
      expect(activity.append([text("c")])).toMatchObject([{ n: 3 }]);
      await activity.close();
      const lifted = openActivityDatabase(place.path);
      expect(lifted.blobs.selectBytes()).toBe(9_000);
      expect(lifted.blobs.selectOnlyOf("R-1.1")).toEqual([]);
      lifted.blobs.deleteOf("R-2.1");
      expect(lifted.blobs.selectOnlyOf("R-1.1")).toEqual([{ sha256: SHA, bytes: 9_000 }]);
      lifted.close();
    },
  );

  it("stay as they were when the next one fails in the middle, and say so", () => {
    const db = new DatabaseSync(place.path);
    migrate(db, place.path, { ...ACTIVITY_FORMS, migrations: ACTIVITY_FORMS.migrations.slice(0, 1) });
    // Another thing has the name of what the second form makes last.
    db.exec(`${WRITTEN_IN_FORM[0]}; create table archived (n integer)`);
    db.close();
    const open = () => openActivity(place);
    expect(open).toThrow(FormNotLifted);
    expect(open).toThrow(`Cannot bring ${place.path} from form 1 to form 2`);
    const left = new DatabaseSync(place.path);
    expect(readForm(left)).toBe(1);
    expect(left.prepare("select count(*) as n from rows").get()).toEqual({ n: 3 });
    expect(left.prepare("select count(*) as n from sqlite_schema where name = 'blobs'").get()).toEqual({
      n: 0,
    });
    left.close();
  });

  it("of a newer release are refused with what to do, and left as they are", async () => {
    await openActivity(place).close();
    const newer = ACTIVITY_FORMS.migrations.length + 1;
    const db = new DatabaseSync(place.path);
    db.exec(`pragma user_version = ${newer}`);
    db.close();
    const before = readFileSync(place.path);
    expect(() => openActivity(place)).toThrow(JournalUnreadable);
    expect(() => openActivity(place)).toThrow("Install the newer release again");
    expect(readFileSync(place.path).equals(before)).toBe(true);
  });
});
