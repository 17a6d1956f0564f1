// Gets a clone ready before any script of package.json runs. It is plain CommonJS without packages, since nothing
// is installed yet, and its syntax is old, so that an old Node can say what is missing instead of failing to parse.
// Arguments: `web` builds the page, `browser` finds a Chromium for its tests; without any only the packages are looked at.
"use strict";

refuseOldNode();

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { canInstall, findChromium, installWithApt } = require("./chromium.cjs");
const { buildWeb, isBuilt } = require("./web-build.cjs");

const root = path.dirname(__dirname);
const packages = path.join(root, "node_modules");
// Inside node_modules, so that deleting or reinstalling the packages voids it.
const stamp = path.join(packages, ".setup-stamp");
const lock = path.join(root, ".setup-lock");
const packagedNode = path.join(packages, ".bin", process.platform === "win32" ? "node.exe" : "node");
const LOCK_WAIT_MS_MAX = 10 * 60 * 1000;

function main() {
  refuseOldGit();
  const wanted = wantedStamp();
  if (readStamp() !== wanted) withLock(() => readStamp() === wanted || install(wanted));
  refuseOldScriptNode();
  if (process.argv.includes("web") && !isBuilt()) withLock(() => isBuilt() || web());
  if (process.argv.includes("browser") && !findChromium()) withLock(() => findChromium() || browser());
}

/** npm leaves out native packages that do not name the Node it runs on, without a word; their floor is ours. */
function refuseOldNode() {
  const parts = process.versions.node.split(".").map(Number);
  const isEnough =
    (parts[0] === 20 && parts[1] >= 19) || (parts[0] === 22 && parts[1] >= 12) || parts[0] >= 23;
  if (isEnough) return;
  refuse(
    "installing needs Node 20.19, 22.12 or newer; this is v" + process.versions.node + ".",
    "Install Node 24 (or any of these) and run the same command again.",
  );
}

function refuseOldGit() {
  const asked = spawnSync("git", ["--version"], { encoding: "utf8" });
  const found = asked.error ? "no git on PATH" : asked.stdout.trim();
  const version = /(\d+)\.(\d+)/.exec(found);
  const isEnough = version && (version[1] > 2 || (version[1] === "2" && version[2] >= 38));
  if (isEnough) return;
  refuse(
    "git 2.38 or newer is needed (older ones cannot merge without a checkout).",
    "Tried `git --version`, found: " + found + ".",
    "Install a newer git with your system's package manager and run the same command again.",
  );
}

/** What the installed packages depend on. Scripts in package.json are left out: editing one installs nothing. */
function wantedStamp() {
  const hash = createHash("sha256").update(fs.readFileSync(path.join(root, "package-lock.json")));
  for (const file of ["package.json", "web/package.json"]) {
    const manifest = JSON.parse(fs.readFileSync(path.join(root, file), "utf8"));
    for (const field of [
      "workspaces",
      "dependencies",
      "devDependencies",
      "optionalDependencies",
      "overrides",
    ])
      hash.update(JSON.stringify(manifest[field] || null));
  }
  return hash.digest("hex") + " " + process.platform + "-" + process.arch;
}

function readStamp() {
  return fs.existsSync(stamp) ? fs.readFileSync(stamp, "utf8") : undefined;
}

function install(wanted) {
  say("fetching the packages that package-lock.json pins, with npm ci");
  say("  how much   about 800 MB on disk; half is the agent's binary, a quarter is Node 24 for our scripts");
  say("  from       the registry that npm is set to use, or npm's cache");
  say("  where to   " + packages);
  say("  no system packages, no install scripts, nothing else outside npm's own cache");
  const started = Date.now();
  // Both includes by name: NODE_ENV=production or a user's `omit` would leave out the tools.
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  // Everything to stderr: the script that follows may print JSON on stdout.
  const done = spawnSync("npm", args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (done.status !== 0) {
    refuse(
      "`npm " + args.join(" ") + "` failed" + (done.error ? ": " + done.error.message : " (see above)") + ".",
      "Check the network and free disk space; if package.json was edited, run `npm run lock` first. Then run the same command again.",
    );
  }
  linkPackagedNode();
  fs.writeFileSync(stamp, wanted); // last: an interrupted install is repeated
  say("packages ready in " + Math.round((Date.now() - started) / 1000) + " s");
}

/** npm 10 installs the package that carries Node and may leave out its link. */
function linkPackagedNode() {
  if (process.platform === "win32" || fs.existsSync(packagedNode)) return;
  const binary = path.join(packages, "node-" + process.platform + "-" + process.arch, "bin", "node");
  if (fs.existsSync(binary)) fs.symlinkSync(path.relative(path.dirname(packagedNode), binary), packagedNode);
}

/** Scripts find `node_modules/.bin/node` first on PATH; where no such package exists they get the user's own. */
function refuseOldScriptNode() {
  let found = process.versions.node;
  if (fs.existsSync(packagedNode) && fs.realpathSync(packagedNode) !== fs.realpathSync(process.execPath)) {
    const asked = spawnSync(packagedNode, ["-p", "process.versions.node"], { encoding: "utf8" });
    if (asked.status === 0) found = asked.stdout.trim();
    // It does not start here (a system without glibc): out of the way, or it would hide the user's own.
    else fs.unlinkSync(packagedNode);
  }
  if (Number(found.split(".")[0]) >= 24) return;
  refuse(
    "our scripts need Node 24 or newer. Tried " +
      packagedNode +
      " and " +
      process.execPath +
      ", found " +
      found +
      ".",
    "There is no packaged Node for " +
      process.platform +
      "-" +
      process.arch +
      ": install Node 24 and run again.",
  );
}

function web() {
  const started = Date.now();
  say("building the page into web/dist");
  const trouble = buildWeb();
  if (trouble) refuse(trouble + ".", "Mend what it names and run the same command again.");
  say("page ready in " + Math.round((Date.now() - started) / 1000) + " s");
}

/** Only scripts that test the page ask for this; `npm start` never installs a system package. */
function browser() {
  const trouble = canInstall() ? installWithApt(say) : "only root on Debian can have it installed from here";
  if (findChromium()) return;
  refuse(
    "the tests of the page need a Chromium, and none was found.",
    "Looked at CHROME_PATH, the usual places of this system and Playwright's cache; " + trouble + ".",
    "Install Chromium or Chrome with your system's package manager, or set CHROME_PATH to one, and run again.",
  );
}

/** Two scripts started at once in a fresh clone must not install over each other: the second waits. */
function withLock(work) {
  const deadline = Date.now() + LOCK_WAIT_MS_MAX;
  let isTold = false;
  while (!tryLock()) {
    const holder = Number(readLock());
    if (holder > 0 && !isAlive(holder)) {
      fs.rmSync(lock, { force: true });
      continue;
    }
    if (Date.now() > deadline)
      refuse(
        "process " + holder + " has been installing for 10 minutes.",
        "Stop it or delete " + lock + ", then run again.",
      );
    if (!isTold) say("process " + holder + " is installing already; waiting for it");
    isTold = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
  try {
    work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function tryLock() {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

function readLock() {
  try {
    return fs.readFileSync(lock, "utf8");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return ""; // released between our try and this read
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // alive, but someone else's
  }
}

function say(line) {
  process.stderr.write("setup: " + line + "\n");
}

function refuse() {
  for (const line of arguments) process.stderr.write("setup: " + line + "\n");
  process.exit(1);
}

module.exports = { stamp, wantedStamp };
if (require.main === module) main();
