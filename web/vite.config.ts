// How the page is built: files with hashed names, nothing inline, since the server's policy allows neither inline script nor style.
import { createRequire } from "node:module";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      // What it gives to browsers decodes `&amp;` through `innerHTML`, which the server's policy refuses: the page would go down with it.
      "decode-named-character-reference": createRequire(import.meta.url).resolve(
        "decode-named-character-reference",
      ),
    },
  },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // A font or picture as `data:` would be refused by the policy.
    assetsInlineLimit: 0,
    // Only an inline script could tell old browsers what to load; the ones that we support need no telling.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // React and the router change with an upgrade, our code daily: a browser keeps the first.
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/ },
            { name: "diff", test: /node_modules[\\/](react-diff-view|gitdiff-parser|diff-match-patch)[\\/]/ },
          ],
        },
      },
    },
  },
});
