#!/usr/bin/env node
// Plain JavaScript, so that a Node too old to read TypeScript can still say what it lacks, or hand over to the Node
// that was installed with this package.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
if (Number.parseInt(process.versions.node, 10) >= 26) {
  await import("./cli.ts");
} else {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const pinned = join(here, "..", "..", "node_modules", "node", "bin", name);
  if (existsSync(pinned)) {
    process.exit(spawnSync(pinned, [join(here, "cli.ts"), ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1);
  }
  const lines = [
    "phonograph: node 26 or newer is needed",
    `  found: node ${process.versions.node}`,
    "  try: npm ci in the project installs one; npx phonograph then takes it",
  ];
  console.error(lines.join("\n"));
  process.exit(1);
}
