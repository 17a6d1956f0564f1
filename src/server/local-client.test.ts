// A client in the daemon's process shows in a conversation what a client elsewhere makes of the same project's rows.
import { expect, test } from "vitest";
import { C1 } from "../domain/testing/stories.ts";
import type { Banner, Item } from "../wire/client.ts";
import { applyFrame, EMPTY_VIEW } from "../wire/feed.ts";
import { createItemMaker } from "../wire/item-maker.ts";
import { createOffers } from "../wire/offers.ts";
import { createEngineProject } from "./http/testing/engine-project.ts";
import { createLocalClient } from "./local-client.ts";

const BANNER: Banner = {
  project: "p",
  root: "/srv/p",
  target: "main",
  targetTip: "1a2b3c4",
  uncommittedCount: 0,
  detachedAt: null,
  mode: "playbook",
  model: "playbook",
  sandboxLevel: 0,
  sandboxReason: "no box",
  hint: null,
};

test("words cards and notices as a client over HTTP does", async () => {
  const { daemon, project } = await createEngineProject();
  const client = createLocalClient({
    engine: daemon.engine(),
    conversation: C1,
    banner: BANNER,
    userAccess: project.userAccess("s-1", null),
  });
  const shown: Item[] = [];
  client.onItem((item) => shown.push(item));

  const offers = createOffers();
  const maker = createItemMaker({
    offers,
    command: () => Promise.resolve({ kind: "refused", code: "test", message: "only looks" }),
  });
  const made: Item[] = [];
  const before = new Set(project.rows.all().flatMap(({ table, key }) => (table === "item" ? [key] : [])));
  project.rows.take();
  let view = EMPTY_VIEW;
  const apply = (said: Parameters<typeof applyFrame>[1]) => {
    view = applyFrame(view, said) ?? view;
  };
  apply({ type: "snapshot", epoch: "e", seq: 0, journal: 0, now: 0, rows: project.rows.all() });
  const look = () => {
    const rows = project.rows.take();
    apply({ type: "frame", epoch: "e", seq: view.seq + 1, journal: project.rows.position(), rows });
    const { ticket, board, review, proposal } = view.tables;
    for (const one of rows)
      if (one.table === "item" && one.row !== null && !before.has(one.key)) {
        const item = maker.make(one.row, {
          ticket: (id) => ticket[id],
          board: (id) => board[id],
          review: (id) => review[id],
          proposals: () => Object.values(proposal),
        });
        if (item !== null) made.push(item);
      }
  };
  project.rows.onDirty(look);

  expect(await client.add("# Add a dark mode\n")).toEqual({ kind: "accepted", text: "T-1" });
  expect(await client.choose(1)).toMatchObject({ kind: "accepted" });
  await daemon.until(() => shown.some((item) => item.kind === "card" && item.title.endsWith("is ready")));
  look();

  expect(shown.map((item) => item.kind)).toContain("notice");
  expect(shown.filter(({ kind }) => kind === "card")).toHaveLength(2);
  expect(shown).toEqual(made);
  expect(client.pending().map((item) => (item.kind === "card" ? item.title : ""))).toEqual([
    "T-1 · Add a dark mode · Worker 1 is ready",
  ]);
});
