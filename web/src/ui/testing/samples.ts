// Texts and instants that the gallery and the tests of the kit show.
import type { Tone } from "../tone.ts";

export const STARTED_AT = Date.now() - 12 * 60_000;
export const LAST_COMMIT_AT = Date.now() - 3 * 60_000;

export const STATUS_WORDS: Readonly<Record<Tone, string>> = {
  idle: "Idle",
  queued: "Queued",
  working: "Working",
  "needs-you": "Needs you",
  review: "In review",
  ready: "Ready",
  landing: "Landing",
  landed: "Landed",
  failed: "Failed",
  stopped: "Stopped",
  unknown: "Unknown",
};

export const TEST_OUTPUT = ` ✓ theme follows the system (12 ms)
 ✗ theme survives a reload (8 ms)
   expected "dark", got "light"

1 passed, 1 failed`;

export const ANSWER = `## Two ways to do it

I would put the theme on \`<html data-theme>\` and read it **before first paint**. See [the guide](https://example.com/guide).

1. Tokens as CSS variables
2. A switch in *Settings*
   - remembers the choice

- [x] Light
- [ ] Dark

| File | Change | Lines |
|---|---|---|
| \`src/theme.css\` | tokens for both themes | +112 |
| \`src/app.tsx\` | the switch | +24 |

\`\`\`ts
const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
\`\`\`

> It touches what T-9 touches.`;

/** Git's patch of a changed, an added, a renamed and a binary file and of a lockfile. */
export const PATCH = `diff --git a/src/theme.css b/src/theme.css
index 83db48f..bf269f4 100644
--- a/src/theme.css
+++ b/src/theme.css
@@ -1,6 +1,8 @@
 :root {
-  --ground: white;
+  --ground: #ffffff;
   --ink: black;
 }
 
+[data-theme="dark"] {
+  --ground: #111111;
+}
 body {
@@ -20,3 +22,3 @@ footer {
   margin: 0;
-  color: gray;
+  color: var(--ink);
 }
diff --git a/src/theme.ts b/src/theme.ts
new file mode 100644
index 0000000..f2ad6c7
--- /dev/null
+++ b/src/theme.ts
@@ -0,0 +1,3 @@
+export function applyTheme(theme: "light" | "dark"): void {
+  document.documentElement.dataset.theme = theme;
+}
diff --git a/docs/old.md b/docs/new.md
similarity index 100%
rename from docs/old.md
rename to docs/new.md
diff --git a/logo.png b/logo.png
index 1b2c3d4..5e6f7a8 100644
Binary files a/logo.png and b/logo.png differ
diff --git a/package-lock.json b/package-lock.json
index 1111111..2222222 100644
--- a/package-lock.json
+++ b/package-lock.json
@@ -1,3 +1,3 @@
 {
-  "version": "1.0.0"
+  "version": "1.0.1"
 }
`;
