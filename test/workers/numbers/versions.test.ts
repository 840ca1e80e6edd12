import { describe, expect, test } from "vitest";
import { compute } from "../../../toolkit/core/compute.ts";
import { isPhonographError } from "../../../toolkit/core/errors.ts";
import { prefixData } from "../../../toolkit/numbers/prefix-data.ts";
import { THREAD_VERSIONS } from "../../../workers/numbers/versions.ts";
import { closePool } from "../../../workers/pool.ts";
import { sharedFloat64, sharedInt32 } from "../../../workers/shared.ts";

function read(versions: typeof THREAD_VERSIONS, workers: number) {
  const codes = () => sharedInt32(1);
  const columns = {
    kind: codes(),
    reason: codes(),
    region: codes(),
    type: codes(),
    flags: codes(),
    place: codes(),
    carrier: codes(),
    zones: codes(),
    cost: codes(),
    digits: sharedFloat64(1),
  };
  const { tables } = prefixData();
  const task = { values: ["+351912345678"], region: undefined, lenient: false, begin: 0, columns, tables, versions };
  return compute("parseNumbers", "numbers", [task], { workers });
}

describe("a thread that has loaded other numbering plans or short codes than its caller", () => {
  test.each([0, 1])("refuses to read, and the call fails with both versions named (%i workers)", async (workers) => {
    for (const part of ["plans", "shortCodes"] as const) {
      const failure = await read({ ...THREAD_VERSIONS, [part]: "libphonenumber-js 1.0.0" }, workers).catch((e) => e);
      expect(isPhonographError(failure) && failure.code).toBe("backend/failed");
      expect(failure.message).toContain(THREAD_VERSIONS[part]);
      expect(failure.message).toContain("libphonenumber-js 1.0.0");
    }
    await closePool();
  });

  test.each([0, 1])("with the same versions it reads (%i workers)", async (workers) => {
    expect((await read(THREAD_VERSIONS, workers))[0]!.keys).toEqual(["+351912345678"]);
    await closePool();
  });
});
