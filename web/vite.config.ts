import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// One origin, one folder: the bank serves `dist` under /app/. Nothing is inlined, so that the policy holds as it is.
export default defineConfig({
  base: "/app/",
  plugins: [react()],
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false }, manifest: true },
  server: { fs: { allow: [".."] } }, // for tests, which read what stands beside the web
  test: { environment: "happy-dom", include: ["tests/**/*.test.{ts,tsx}"], css: true },
});
