// Writes the licence of every package that the bundles hold, one after the other.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const parts = [];
for (const [folder, entry] of Object.entries(lock.packages).sort()) {
  if (!folder || !existsSync(folder) || /esbuild/.test(folder)) continue;
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${entry.license}`;
  parts.push(`${folder.replace(/^.*node_modules\//, "")} ${entry.version} (${entry.license})\n\n${text}\n`);
}
writeFileSync(join(process.env.OUT, "LICENSES.txt"), parts.join(`\n${"=".repeat(80)}\n\n`));
