// Reads lines of {"valid": true|false, "why": "…", "entry": {…}} from standard input, asks the schema given of each entry, by itself and by the
// definition of its kind (where it has kinds), and prints those that came out otherwise. Exits 1 where there are any, or where nothing was asked.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
ajv.addSchema(JSON.parse(readFileSync(process.argv[2], "utf8")), "entries");
const whole = ajv.getSchema("entries");
const kinds = new Map();
let asked = 0;
let wrong = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { valid, why, entry } = JSON.parse(line);
  asked++;
  const byItself = whole(entry);
  if (entry.kind !== undefined && !kinds.has(entry.kind)) kinds.set(entry.kind, ajv.getSchema(`entries#/$defs/${entry.kind}`));
  const byKind = entry.kind === undefined ? byItself : (kinds.get(entry.kind)?.(entry) ?? false);
  if (byItself !== valid || byKind !== valid) {
    wrong++;
    console.log(`${valid ? "refused" : "accepted"} (${why ?? "written by the code"}): ${JSON.stringify(entry)} ${ajv.errorsText((kinds.get(entry.kind) ?? whole).errors)}`);
  }
}
console.log(`${asked} entries, ${wrong} otherwise than they should`);
process.exit(asked > 0 && wrong === 0 ? 0 : 1);
