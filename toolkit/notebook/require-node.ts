import { PhonographError } from "../core/errors.ts";

/** Refuses to go on where Node is older than the one that this package is written for. */
export function requireNode(verb: string, version = process.versions.node): void {
  if (Number.parseInt(version, 10) >= 26) return;
  throw new PhonographError({
    code: "backend/unsupported",
    verb,
    rule: "node 26 or newer is needed",
    found: `node ${version}`,
    hint: "an npm script (npm start, npm test, npx phonograph) takes the node that npm ci installed; or put node_modules/.bin first on your PATH",
  });
}
