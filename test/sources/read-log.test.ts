import { describe, expect, test } from "vitest";
import { readAccessLog } from "../../toolkit/sources/read-access-log.ts";
import { readLog } from "../../toolkit/sources/read-log.ts";
import { describeWithData } from "../real-data.ts";
import { messageOf, scratch } from "./scratch.ts";

const file = scratch();
const objects = (table: { objects(): object[] }) => table.objects() as Record<string, unknown>[];

describe("readAccessLog", () => {
  test("reads combined and common lines, requests that are none, and what stands behind the agent", async () => {
    const path = file(
      "access.log",
      [
        '192.0.2.7 - ann [17/May/2015:10:05:03 +0100] "GET /a?b=1 HTTP/1.1" 200 512 "-" "say \\"hi\\""',
        '2001:db8::1 - - [17/May/2015:10:05:04 +0100] "\\x16\\x03" 400 -',
        '192.0.2.7 - - [17/May/2015:10:05:05 +0100] "GET /cut HTTP/1.1" 200 5 "-" "no end',
        '192.0.2.7 - - [17/May/2015:10:05:06 +0100] "POST /b HTTP/2.0" 302 0 "http://x/" "agent" 0.003 "upstream"',
      ].join("\n"),
    );
    const { table, issues, about } = await readAccessLog(path);
    expect(objects(table)).toMatchObject([
      {
        at: Date.UTC(2015, 4, 17, 9, 5, 3),
        at_offset: 60,
        ip: "192.0.2.7",
        user: "ann",
        method: "GET",
        path: "/a?b=1",
        protocol: "HTTP/1.1",
        code: 200,
        bytes: 512,
        referrer: null,
        agent: 'say \\"hi\\"',
        row: 1,
      },
      { ip: "2001:db8::1", user: null, method: null, path: null, code: 400, bytes: Number.NaN, agent: null, row: 2 },
      { method: "POST", path: "/b", code: 302, bytes: 0, agent: "agent", row: 4 },
    ]);
    expect(objects(issues)).toMatchObject([
      { reason: "not an access log line", effect: "dropped", rows: 1, lines: "3" },
    ]);
    expect(about.rowsIn).toBe(4);
  });
});

describe("readLog", () => {
  const pattern = /^(?<at>\S+) (?:\w+ )?(?<level>[A-Z]+)[(](?<what>[^)]*)[)](?: by (?<who>\w+))?$/;
  test("gives each named group a column and counts the lines that do not fit", async () => {
    const path = file("app.log", "2026-03-01T12:00:00Z x INFO(start)\nnoise\n2026-03-01T12:00:01Z WARN(slow) by ann\n");
    const { table, issues, times } = await readLog(path, { pattern });
    expect(objects(table)).toEqual([
      { at: Date.UTC(2026, 2, 1, 12), level: "INFO", what: "start", who: null, source: "app.log", row: 1 },
      { at: Date.UTC(2026, 2, 1, 12, 0, 1), level: "WARN", what: "slow", who: "ann", source: "app.log", row: 3 },
    ]);
    expect(times).toEqual({ at: "utc" });
    expect(objects(issues)).toMatchObject([{ reason: "does not fit the pattern", rows: 1, lines: "2" }]);
  });

  test.each([
    ["no names", /(\S+)/],
    ["look-ahead", /^(?<a>\S+)(?= x)/],
    ["back references", /^(?<a>\S+) \k<a>/],
  ])("refuses a pattern with %s", async (_, pattern) => {
    expect(await messageOf(readLog(file("x.log", "x\n"), { pattern }))).toMatchSnapshot();
  });
});

test("readAccessLog refuses a file without a line of that kind", async () => {
  expect(await messageOf(readAccessLog(file("other.log", "one\ntwo\n")))).toMatchSnapshot();
});

describeWithData("web-access-log/apache_combined_10000.log", "the real access log", (path) => {
  test("has exactly one malformed line, 8899, and 9,999 others", async () => {
    const { table, issues, about } = await readAccessLog(path);
    expect(table.numRows()).toBe(9_999);
    expect(objects(issues)).toMatchObject([{ reason: "not an access log line", rows: 1, lines: "8899" }]);
    expect(about.rowsIn).toBe(10_000);
  });
});

describeWithData("auth-log/auth.log", "the real auth log", (path) => {
  test("has 713 failed and 226 accepted logins", async () => {
    const { table, about } = await readLog(path, {
      pattern:
        /sshd\[\d+\]: (?:message repeated \d+ times: \[ )?(?<result>Failed|Accepted) (?<method>\S+) for (?:invalid user )?(?<user>.*) from (?<ip>\S+) port/,
    });
    const results = (objects(table) as { result: string; method: string }[])
      .filter(({ result, method }) => result === "Accepted" || method !== "publickey")
      .map(({ result }) => result);
    expect(results.filter((result) => result === "Failed").length).toBe(713);
    expect(results.filter((result) => result === "Accepted").length).toBe(226);
    expect(about.rowsIn).toBe(7_121);
  });
});
