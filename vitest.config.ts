import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { accessibilityFaults } from "./tools/axe-command.ts";
import { findChromium } from "./tools/chromium.cjs";

const shared = {
  environment: "node",
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // The user's own git settings (signing, hooks, default branch) must not decide a test.
  env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
};

/** Tests beside the file that start real agents, git, processes or test runs: in `npm test`, too slow for `npm run check`. */
const REAL = [
  "src/adapters/{agent-claude,checks-command,git-cli,processes-posix,sandbox-none}/**/*.test.ts",
  "src/playbook/real-*.test.ts",
  "src/engine/workspace-commands.test.ts",
  "tools/test.test.ts",
];

export default defineConfig({
  test: {
    // Two, so that a laptop stays usable and timings on a small machine mean something.
    maxWorkers: 2,
    // A forgotten `.only` would hide every other test and still count as a pass.
    allowOnly: false,
    // Elsewhere a missing snapshot is written and passes, on CI it fails: let it fail everywhere.
    update: "none",
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["{src,web/src,tools,bench}/**/*.test.ts"],
          exclude: REAL,
          // A style sheet reads as an empty text otherwise, and the contrast of nothing is hard to measure.
          css: { include: [/\.css\?raw$/] },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: "real",
          include: REAL,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: "whole",
          include: ["test/**/*.test.ts"],
          // Whole systems: they measure time and memory, so one file at a time and after all others.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: "./web/vite.config.ts",
        root: "./web",
        // Known before the first test: a package found on the way would reload the page under a running test.
        optimizeDeps: {
          entries: ["src/app/main.tsx", "src/ui/*.tsx", "src/**/*.test.tsx"],
          include: ["react/jsx-dev-runtime", "vitest-browser-react"],
        },
        test: {
          name: "web",
          include: ["src/**/*.test.tsx"],
          testTimeout: 30_000,
          sequence: { groupOrder: 3 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: { accessibilityFaults },
            // Chromium refuses its own sandbox to root, which is what a container's user usually is.
            provider: playwright({
              launchOptions: { executablePath: findChromium(), args: ["--no-sandbox"] },
            }),
            instances: [{ browser: "chromium", viewport: { width: 1280, height: 800 } }],
          },
        },
      },
    ],
  },
});
