import { lead } from "./life.ts";
import { makeShop } from "./scene.ts";
import { faultsOf } from "./verify.ts";
const scene = process.argv[2] as any;
const strike = process.argv[3] ? { point: process.argv[3], victim: process.argv[4] as any } : null;
const control = (process.argv[5] ?? null) as any;
const at = makeShop();
const t = performance.now();
const first = await lead({ scene, repository: at.repository, home: at.home, strike, control });
console.error(
  "life1",
  Math.round(performance.now() - t),
  first.signal,
  first.exitCode,
  first.isStuck,
  first.verifiedMs,
  first.stderr.slice(-1500),
);
for (const l of first.lines) console.log(JSON.stringify(l));
if (first.signal === "SIGKILL") {
  const s = first.lines.find((l) => l.kind === "strike") as any;
  const t2 = performance.now();
  const second = await lead(
    { scene, repository: at.repository, home: at.home, strike: null, control },
    s?.alive ?? [],
  );
  console.error(
    "life2",
    Math.round(performance.now() - t2),
    second.signal,
    second.exitCode,
    second.isStuck,
    second.verifiedMs,
    second.formerGoneMs,
    second.stderr.slice(-1500),
  );
  for (const l of second.lines) if (l.kind !== "point") console.log(JSON.stringify(l));
}
console.error(JSON.stringify(faultsOf(at), null, 1));
if (!process.env.KEEP) at.remove();
else console.error(at.folder);
