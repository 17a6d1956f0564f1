// Plays an afternoon on the bundled sample with real agents, git and checks, and records it: the pictures are drawn from what it writes.
// `node test/screens/record.ts` writes recording.jsonl beside this file; marks in it name the moments that are shown.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { makeSample } from "../../src/compose/sample.ts";
import { openHost } from "../../src/compose/host.ts";
import type { Host } from "../../src/wire/host.ts";
import type { Item } from "../../src/wire/client.ts";

const RECORDING = join(import.meta.dirname, "recording.jsonl");
const STEP_MS_MAX = 180_000;

interface Ticket {
  readonly title: string;
  readonly text: string;
  readonly criteria: readonly string[];
  readonly scope: readonly string[];
  readonly steps: readonly string[];
}

const SLOW: readonly Ticket[] = [
  {
    title: "Search in the settings page",
    text: "A search field above the settings that filters them as one types.",
    criteria: ["typing filters the list of settings", "an empty search shows all of them"],
    scope: ["src/search.js", "test/search.test.js"],
    steps: [
      "js file=src/search.js\nexport function search(settings, words) {\n  const wanted = words.trim().toLowerCase();\n  return Object.entries(settings).filter(([name]) => name.toLowerCase().includes(wanted));\n}\n",
      "sh\ngit add -A && git commit -qm 'Search settings by name'\n",
      "sh\nnpm test -- --test-reporter=spec\nsleep 120\n",
    ],
  },
  {
    title: "Dates in the reader's own language",
    text: "Every date goes through Intl, so that it reads as the reader's locale writes it.",
    criteria: ["no date is put together by hand", "the locale comes from the settings"],
    scope: ["src/dates.js", "test/dates.test.js"],
    steps: [
      "js file=src/dates.js\nexport function formatDate(date, locale = 'en') {\n  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(date);\n}\n",
      "sh\ngit add -A && git commit -qm 'Format dates with Intl'\n",
      "sh\nnode --test test/dates.test.js || true\nsleep 120\n",
    ],
  },
];

const BROKEN: Ticket = {
  title: "Greet by time of day",
  text: "Good morning until noon, good evening from six.",
  criteria: ["the greeting follows the hour"],
  scope: ["src/greeting.js"],
  steps: ["sh\nsed -i 's/Hello/Good morning/' src/greeting.js\n"],
};

const CONFLICTING: Ticket = {
  title: "A header above every page",
  text: "The name of the app and a link home, above every page.",
  criteria: ["the header stands above the greeting"],
  scope: ["src/App.tsx"],
  steps: [
    "sh\nsed -i 's/<main>/<main className=\"page\">/' src/App.tsx && git add -A && git commit -qm 'A header above every page'\n",
    "sh\nsleep 25\n",
  ],
};

const LATER: Ticket = {
  title: "Export the settings as a file",
  text: "A button that saves all settings as JSON, and one that reads them back.",
  criteria: ["what was exported can be imported again", "an unknown setting is named, not dropped"],
  scope: ["src/export.js", "src/search.js"],
  steps: ["sh\nnpm test\n"],
};

function markdown(ticket: Ticket): string {
  const list = (name: string, items: readonly string[]) =>
    `## ${name}\n${items.map((item) => `- ${item}`).join("\n")}\n`;
  const steps = ticket.steps.map((step) => `\`\`\`${step}\`\`\`\n`).join("\n");
  return `# ${ticket.title}\n\n${ticket.text}\n\n${list("Criteria", ticket.criteria)}\n${list("Scope", ticket.scope)}\n${list("Checks", ["npm test"])}\n## Steps\n\n${steps}`;
}

async function play(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "jarvis-record-"));
  const raw = join(scratch, "raw.jsonl");
  const sample = await makeSample({ parent: scratch });
  const host = await openHost({
    path: sample.path,
    home: join(scratch, "home"),
    model: "playbook",
    isUnsafe: false,
    runsMax: 8,
    startGapMs: 0,
    recordPath: raw,
    hint: "This is a sample to try things on. Say: Let's add dark mode",
  });
  const mark = async (name: string) => {
    await wait(200);
    appendFileSync(raw, `${JSON.stringify({ kind: "mark", name })}\n`);
    process.stderr.write(`${name}\n`);
  };
  try {
    await tell(host, mark);
  } finally {
    await host.close();
  }
  writeFileSync(RECORDING, readFileSync(raw, "utf8").replaceAll(scratch, "/srv"));
  rmSync(scratch, { recursive: true, force: true });
}

async function tell(host: Host, mark: (name: string) => Promise<void>): Promise<void> {
  const { client } = host;
  const items: Item[] = [];
  client.onItem((item) => items.push(item));
  const until = async (what: string, isSo: () => boolean) => {
    const end = Date.now() + STEP_MS_MAX;
    while (!isSo()) {
      if (Date.now() > end) throw new Error(`waited for ${what}: ${JSON.stringify(client.board())}`);
      await wait(50);
    }
  };
  const row = (ticket: string) => client.board().find((one) => one.ticket === ticket);
  const hear = async (text: string) => {
    const before = items.filter((item) => item.kind === "answer" && item.turn === "user").length;
    await client.say(text);
    await until(
      `an answer to ${text}`,
      () => items.filter((item) => item.kind === "answer" && item.turn === "user").length > before,
    );
  };
  const begin = async (ticket: Ticket) => {
    const { text: id } = await client.add(markdown(ticket));
    const choice = () => items.findLast((item) => item.kind === "card" && item.title.startsWith(`${id} ·`));
    await until(`the card of ${id}`, () => choice() !== undefined);
    const card = choice();
    const n = card?.kind === "card" ? (card.choices[0]?.n ?? 0) : 0;
    await client.choose(n);
    return id;
  };

  await mark("empty");
  await hear("I want to add dark mode and user profile features");
  await mark("drafted");
  await hear("Sounds good, implement it");
  await begin(CONFLICTING);
  await begin(SLOW[0] ?? BROKEN);
  await begin(SLOW[1] ?? BROKEN);
  await hear("Great! For user profiles, I want a display name and an e-mail address");
  await hear("Okay, implement user profiles too");
  await until("T-1 to be ready", () => row("T-1")?.word === "ready");
  await hear("merge T-1");
  await begin(BROKEN);
  await hear("how is it going?");
  await until("T-1 to land", () => row("T-1")?.stage === "landed");
  await client.add(markdown(LATER));
  await client.say("what is worker 2 doing?");
  await wait(1_300);
  await mark("busy");
  await until("a conflict and a red check", () =>
    ["T-2", "T-6"].every((ticket) => row(ticket)?.waitsFor !== null),
  );
  await hear("how is it going?");
  await mark("failed");
}

await play();
