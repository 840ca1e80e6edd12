import { checkRead } from "./check-read.ts";
import type { Paths } from "./files.ts";
import { logPattern } from "./log-pattern.ts";
import { type Raw, READ_OPTIONS, type ReadOptions } from "./raw.ts";
import { readLines } from "./read-lines.ts";

/** The columns of an access log. */
export interface AccessLogColumns {
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** The server's offset from UTC in minutes, as logged. */
  at_offset: number | null;
  ip: string | null;
  user: string | null;
  /** GET, POST, ...; missing, with the path, when the request is not one. */
  method: string | null;
  /** The path with its query, as requested. */
  path: string | null;
  protocol: string | null;
  /** The HTTP status, 100 to 599. */
  code: number | null;
  /** Octets sent; missing for `-`. */
  bytes: number | null;
  referrer: string | null;
  agent: string | null;
}

const QUOTED = String.raw`(?:[^"\\]|\\.)*`;
const REQUEST = String.raw`(?:(?<method>[A-Z][A-Za-z-]*) (?<path>\S+)(?: (?<protocol>[^" ]+))?|${QUOTED})`;
const COMBINED = new RegExp(
  String.raw`^(?<ip>\S+) \S+ (?<user>\S+|"${QUOTED}") \[(?<at>[^\]]+)\] "${REQUEST}" (?<code>\d{3}|-) (?<bytes>\d+|-)(?: "(?<referrer>${QUOTED})" "(?<agent>${QUOTED})"(?: .*)?)?$`,
);

/**
 * Reads access logs in the common and the combined format of Apache and NGINX, plain or packed. `-` is missing. Further
 * fields after the agent are not read. A line of another shape is left out and counted in `issues` with its number.
 *
 * The columns are those of {@link AccessLogColumns}. Addresses behind a proxy are the proxy's: see what your server logs.
 *
 * @throws PhonographError `source/unreadable`, `option/invalid`
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readAccessLog } from "phonograph";
 * const file = join(tmpdir(), "phonograph-example-access.log");
 * writeFileSync(file, '192.0.2.7 - ann [17/May/2015:10:05:03 +0100] "GET /a?b=1 HTTP/1.1" 200 512 "-" "curl/8"\n');
 * const { table } = await readAccessLog(file);
 * console.assert(table.get("at", 0) === Date.UTC(2015, 4, 17, 9, 5, 3) && table.get("at_offset", 0) === 60);
 * console.assert(table.get("path", 0) === "/a?b=1" && table.get("code", 0) === 200 && table.get("referrer", 0) === null);
 * ```
 */
export async function readAccessLog(path: Paths, options: ReadOptions = {}): Promise<Raw<AccessLogColumns>> {
  const verb = "readAccessLog";
  checkRead(
    verb,
    options,
    READ_OPTIONS.filter((name) => name !== "columns"),
  );
  const shape = logPattern(verb, COMBINED);
  const columns = {
    at: { from: "at", type: "time" },
    ip: "ip",
    user: "user",
    method: "method",
    path: "path",
    protocol: "protocol",
    code: { from: "code", type: "number" },
    bytes: { from: "bytes", type: "number" },
    referrer: "referrer",
    agent: "agent",
  } as const;
  const { nulls = ["", "-"], ...rest } = options;
  const raw = await readLines(verb, path, { ...rest, nulls, columns }, async () => ({
    ...shape,
    broken: { ...shape.broken, reason: "not an access log line", refuse: "readLog with a pattern of its own" },
  }));
  return raw as Raw<object> as Raw<AccessLogColumns>;
}
