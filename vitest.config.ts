import { defineConfig } from "vitest/config";

const shared = {
  environment: "node",
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // The user's own git settings (signing, hooks, default branch) must not decide a test.
  env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
};

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
          include: ["{src,tools,bench}/**/*.test.ts"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: "whole",
          include: ["test/**/*.test.ts"],
          // Whole systems: they measure time and memory, so one file at a time and after the unit tests.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
