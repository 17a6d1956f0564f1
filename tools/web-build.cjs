// Builds the page into web/dist when what it is made from has changed. CommonJS with old syntax, like setup.cjs.
"use strict";

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const built = path.join(root, "web/dist/index.html");
// Beside the packages' stamp: reinstalling them, which may change the output, voids it.
const stamp = path.join(root, "node_modules/.web-stamp");

/** The page shares schemas with the server, and these import the domain's words. */
const FOLDERS = ["web", "src/wire", "src/domain"];
const FILES = ["package-lock.json", "tsconfig.json"];
const LEFT_OUT = /^(node_modules|dist|testing)$|\.test\.tsx?$/;

function isBuilt() {
  return fs.existsSync(built) && fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wantedStamp();
}

/** Hash of names and contents, since a checkout or a copy gives new times to old files. */
function wantedStamp() {
  const hash = createHash("sha256");
  for (const file of FILES.concat(FOLDERS.flatMap(filesUnder))) {
    hash.update(file + "\0");
    hash.update(fs.readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

function filesUnder(folder) {
  return fs
    .readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = folder + "/" + entry.name;
      return entry.isDirectory() ? filesUnder(file) : [file];
    });
}

/** Returns what went wrong, or undefined. Prints to stderr only: the script that follows may print JSON. */
function buildWeb() {
  const wanted = wantedStamp();
  fs.rmSync(stamp, { force: true });
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const args = [vite, "build", path.join(root, "web"), "--logLevel", "warn"];
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status !== 0)
    return "`vite build web` failed" + (done.error ? ": " + done.error.message : " (see above)");
  // The hash from before: what was edited while it built is built again next time.
  fs.writeFileSync(stamp, wanted);
  return undefined;
}

module.exports = { buildWeb, isBuilt };
