import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Builds the page into `dist/web`, from where the bridge serves it; nothing in it comes from elsewhere. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // A small file inlined as a data URL would be refused by the page's own content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
