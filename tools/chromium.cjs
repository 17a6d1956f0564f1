// Finds the Chromium that tests of the page run in and, as root on Debian, installs one. CommonJS with old syntax, like setup.cjs.
"use strict";

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const SYSTEM_PLACES = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  ],
};

const PLAYWRIGHT_CACHES = {
  linux: ".cache/ms-playwright",
  darwin: "Library/Caches/ms-playwright",
  win32: "AppData/Local/ms-playwright",
};

/** Inside a `chromium-<build>` folder of Playwright's cache; the folder's name has changed over the years. */
const CACHED_BINARIES = {
  linux: ["chrome-linux64/chrome", "chrome-linux/chrome"],
  darwin: [
    "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: ["chrome-win64/chrome.exe", "chrome-win/chrome.exe"],
};

/** Another program may hold apt's lock for this long before we give up. */
const APT_LOCK_S_MAX = 300;

/**
 * Path of the first Chromium that is there: CHROME_PATH, the system's, Playwright's cache (newest build first); undefined: none.
 * Asked anew each time instead of written down, so it cannot go stale.
 */
function findChromium(environment = process.env, places = SYSTEM_PLACES[process.platform] || []) {
  return [environment.CHROME_PATH].concat(places, cachedBinaries(environment)).find(isFile);
}

function isFile(file) {
  return Boolean(file) && fs.existsSync(file) && fs.statSync(file).isFile();
}

function cachedBinaries(environment) {
  const cache =
    environment.PLAYWRIGHT_BROWSERS_PATH ||
    path.join(os.homedir(), PLAYWRIGHT_CACHES[process.platform] || ".cache/ms-playwright");
  if (!fs.existsSync(cache)) return [];
  const builds = fs
    .readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  const binaries = CACHED_BINARIES[process.platform] || [];
  return builds.flatMap((build) => binaries.map((binary) => path.join(cache, build, binary)));
}

function canInstall() {
  return (
    process.platform === "linux" &&
    process.getuid() === 0 &&
    fs.existsSync("/etc/debian_version") &&
    spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0
  );
}

/** Installs Debian's package and says before how much it fetches; returns what went wrong, or undefined. */
function installWithApt(say) {
  let plan = planInstall();
  if (!plan) {
    say("asking Debian's mirrors for their package lists (apt-get update)");
    const updated = apt(["update", "-qq"], ["ignore", 2, 2]);
    if (updated.status !== 0) return "`apt-get update` failed (see above)";
    plan = planInstall();
  }
  if (!plan) return "`apt-get install chromium` has no such package to offer";
  say("installing Chromium for the tests of the page: apt-get install chromium");
  say("  how much   " + plan);
  say("  from       the Debian mirrors that apt is set to use");
  say("  where to   the system, as its package `chromium`");
  const done = apt(
    ["install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "chromium"],
    ["ignore", "ignore", 2],
  );
  return done.status === 0 ? undefined : "`apt-get install chromium` failed (see above)";
}

/** "82.1 MB of archives, 310 MB of additional disk space"; undefined while apt knows no such package. */
function planInstall() {
  const asked = apt(["install", "--assume-no", "--no-install-recommends", "chromium"], "pipe");
  const text = String(asked.stdout || "");
  const fetched = /Need to get (.+?)\./.exec(text.replace(/(\d)\.(\d)/g, "$1·$2"));
  const used = /After this operation, (.+?) will be used/.exec(text);
  if (!fetched) return undefined;
  return fetched[1].replace(/·/g, ".") + (used ? ", " + used[1] : "");
}

function apt(args, stdio) {
  const lockWait = ["-o", "DPkg::Lock::Timeout=" + APT_LOCK_S_MAX];
  return spawnSync("apt-get", lockWait.concat(args), {
    stdio,
    env: Object.assign({}, process.env, { LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" }),
  });
}

module.exports = { canInstall, findChromium, installWithApt };
