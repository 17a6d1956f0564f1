// Completes package-lock.json after `npm install --package-lock-only`. Some registries serve a platform's native
// packages late; npm then leaves such optional entries out and `npm ci` refuses the file it wrote. See
// docs/decisions/0001-toolchain.md. The entries added here carry no integrity until npm sees the package itself.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const OS_NAMES = "aix android darwin freebsd linux netbsd openbsd openharmony sunos win32".split(" ");
const CPU_NAMES = "arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64".split(" ");

/** The lockfile's `packages` with every pinned optional dependency present, and the names of those added. */
function complete(packages) {
  const completed = { ...packages };
  const added = [];
  for (const [at, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies || {})) {
      const isPinned = /^\d/.test(version);
      if (!isPinned || isPresent(completed, at, name, version)) continue;
      const platform = platformIn(name);
      if (!platform) continue;
      const hoisted = "node_modules/" + name;
      const place = completed[hoisted] ? at + "/node_modules/" + name : hoisted;
      completed[place] = { version, ...(entry.dev && { dev: true }), optional: true, ...platform };
      added.push(name + "@" + version);
    }
  }
  return { packages: sorted(withLists(completed)), added };
}

/** Node's own lookup: beside the package that asks, then beside each of its parents. */
function isPresent(packages, at, name, version) {
  for (let folder = at; ; folder = parentOf(folder)) {
    const entry = packages[(folder ? folder + "/" : "") + "node_modules/" + name];
    if (entry && entry.version === version) return true;
    if (!folder) return false;
  }
}

function parentOf(folder) {
  const inside = folder.lastIndexOf("node_modules/");
  return inside > 0 ? folder.slice(0, inside - 1) : "";
}

/** `@oxlint/binding-linux-arm64-musl` → `{cpu: ["arm64"], os: ["linux"], libc: ["musl"]}`. */
function platformIn(name) {
  const words = name.split(/[-/]/).map((word) => (word === "win" ? "win32" : word));
  const cpu = words.filter((word) => CPU_NAMES.includes(word));
  const os = words.filter((word) => OS_NAMES.includes(word));
  if (cpu.length === 0 && os.length === 0) return undefined;
  const platform = {};
  if (cpu.length > 0) platform.cpu = cpu;
  if (os.length > 0) platform.os = os;
  if (words.some((word) => word.startsWith("musl"))) platform.libc = ["musl"];
  if (words.some((word) => word.startsWith("gnu"))) platform.libc = ["glibc"];
  return platform;
}

/** npm 10 mishandles a bare string where a list may stand. */
function withLists(packages) {
  for (const entry of Object.values(packages))
    for (const field of ["os", "cpu", "libc"])
      if (typeof entry[field] === "string") entry[field] = [entry[field]];
  return packages;
}

function sorted(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function main() {
  const file = path.join(path.dirname(__dirname), "package-lock.json");
  const lock = JSON.parse(fs.readFileSync(file, "utf8"));
  const { packages, added } = complete(lock.packages);
  fs.writeFileSync(file, JSON.stringify({ ...lock, packages }, null, 2) + "\n");
  console.log(
    "lock: " +
      added.length +
      " entries added for other platforms" +
      added.map((one) => "\n  " + one).join(""),
  );
}

module.exports = { complete };
if (require.main === module) main();
