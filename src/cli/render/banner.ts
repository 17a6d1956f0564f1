// What stands first: where work starts from, what answers, and how strong the wall around it is.
import type { Banner } from "../../wire/client.ts";
import type { ProjectRow } from "../../wire/rows.ts";

export function bannerLines(banner: Banner): readonly string[] {
  const { uncommittedCount: count } = banner;
  const from =
    banner.detachedAt === null ? "" : ` (your HEAD is detached at ${banner.detachedAt}; it stays there)`;
  const dirty =
    count === 0
      ? " your checkout is clean."
      : ` your ${count} uncommitted file${count === 1 ? " is" : "s are"} not in it and stay${count === 1 ? "s" : ""} untouched.`;
  return [
    `JARVIS · ${banner.root}`,
    `Workers start from ${banner.target} ${banner.targetTip};${dirty}${from}`,
    banner.mode === "playbook"
      ? "Model: playbook, a script and no language model: it carries out steps that you give it. --model claude connects one."
      : `Model: ${banner.model}.`,
    `Sandbox level ${banner.sandboxLevel}: ${banner.sandboxReason}.`,
    ...(banner.hint === null ? [] : [banner.hint]),
  ];
}

export function bannerOf(row: ProjectRow): Banner {
  return {
    project: row.id,
    root: row.root,
    target: row.target,
    targetTip: row.targetTip,
    uncommittedCount: row.uncommittedCount,
    detachedAt: row.detachedAt,
    mode: row.model.kind === "playbook" ? "playbook" : "claude",
    model: row.model.wall === null ? row.model.name : `${row.model.name} (${row.model.wall})`,
    sandboxLevel: row.sandboxLevel,
    sandboxReason: row.sandboxReason,
    hint: row.hint,
  };
}
