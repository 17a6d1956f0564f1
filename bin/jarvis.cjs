#!/usr/bin/env node
// The command of the installed package. Old syntax, so that an old Node can say what is missing.
"use strict";

var path = require("node:path");
var fs = require("node:fs");
// A daemon shares its machine with agents. Left alone, V8 lets a heap of 38 MB grow to 114 MB before it looks for what nobody needs any more; so
// a home with 100,000 events takes 60 MB less after its start (docs/decisions/0006; the start script has the same flag).
require("node:v8").setFlagsFromString("--heap-growing-percent=25");
var main = path.join(__dirname, "..", "dist", "main.js");

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    "jarvis: Node 24 or newer is needed; this is " + process.version + " at " + process.execPath + ".",
  );
  console.error(
    "jarvis: install Node 24 (for example with a version manager: nvm install 24) and run this again.",
  );
  process.exit(1);
}
if (!fs.existsSync(main)) {
  console.error(
    "jarvis: " + main + " is missing. In a clone, use `npm start`, or run `npm run build` first.",
  );
  process.exit(1);
}
import(require("node:url").pathToFileURL(main).href)
  .then(function (jarvis) {
    return jarvis.start();
  })
  .catch(function (error) {
    console.error(error);
    process.exit(1);
  });
