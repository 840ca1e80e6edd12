import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import { continentOf } from "../../toolkit/numbers/continents.ts";
import { oneZone } from "../../toolkit/numbers/one-zone.ts";
import { parseNumbers } from "../../toolkit/numbers/parse-numbers.ts";
import { LINE_GROUPS, LINE_TYPES, REGIONS } from "../../workers/numbers/words.ts";
import { factsOf } from "./facts.ts";

describe("the columns of numbers", () => {
  test("stand in the documented order, one row for each value", async () => {
    const { table: numbers, about } = await parseNumbers(["+351912345678", null, "112"], { region: "PT" });
    expect(numbers.columnNames()).toMatchSnapshot();
    expect(numbers.numRows()).toBe(3);
    expect(about).toMatchObject({ verb: "parseNumbers", rowsIn: 3, options: { region: "PT", idd: "strict" } });
  });

  test("can be put beside the table that the values are from", async () => {
    const people = table({ who: ["ann", "bob"], phone: ["+351912345678", "x"] });
    const { table: numbers } = await parseNumbers(people.array("phone"));
    const both = people.assign(numbers as never);
    expect(both.get("who", 0)).toBe("ann");
    expect(both.get("e164", 0)).toBe("+351912345678");
  });

  test("are the same for a list, a column of a table and a dictionary-coded column", async () => {
    const values = ["912345678", null, "+351912345678", "912345678", "junk!", null];
    const list = await factsOf(values, { region: "PT" });
    const coded = await factsOf(TextColumn.from(values), { region: "PT" });
    const cut = new TextColumn(TextColumn.from(values).codes, [
      ...TextColumn.from(values).values,
      "unused",
      "b",
      "c",
      "d",
    ]);
    const part = await factsOf(cut, { region: "PT" });
    const column = await factsOf(table({ values }).column("values")!, { region: "PT" });
    for (const name of Object.keys(list) as (keyof typeof list)[]) {
      expect([...coded[name]], name).toEqual([...list[name]]);
      expect([...part[name]], name).toEqual([...list[name]]);
      expect([...column[name]], name).toEqual([...list[name]]);
    }
  });

  test("lie in shared memory, and nothing of them can be written over in the result", async () => {
    const numbers = await parseNumbers(["+351912345678"]);
    expect(Object.isFrozen(numbers) && Object.isFrozen(numbers.banners) && Object.isFrozen(numbers.counts)).toBe(true);
    const column = numbers.table.column("e164") as unknown as TextColumn;
    expect(column.codes.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("e164 is the key of valid numbers alone", async () => {
    const facts = await factsOf(["+351912345678", "112", "MPESA", "+44 7700 900123", ""], { region: "PT" });
    expect([...facts.e164]).toEqual(["+351912345678", null, null, null, null]);
    expect([...facts.valid]).toEqual([1, 0, 0, 0, 0]);
    expect([...facts.possible]).toEqual([1, 0, 0, 1, 0]);
    expect([...facts.candidate]).toEqual([null, null, null, "+447700900123", null]);
    expect([...facts.emergency]).toEqual([0, 1, 0, 0, 0]);
    expect([...facts.block]).toEqual(["+35191234", null, null, null, null]);
  });

  test("a number of more than 15 digits has a key and a block like any other", async () => {
    const raw = ["8~10 44 20 7946 0958", "8~10 44 20 7946 0958", "8104420794609 58"];
    const facts = await factsOf(raw, { region: "DE" });
    expect(new Set(facts.e164).size).toBe(1);
    expect(facts.e164.at(0)).toMatch(/^\+49\d{15}$/);
    expect(facts.block.at(0)).toBe(facts.e164.at(0)!.slice(0, -4));
    expect(facts.flags.at(0)).toContain("longer-than-15-digits");
  });

  test("every region lies on one continent; numbers of no country on none", () => {
    expect(REGIONS.filter((region) => continentOf(region) === undefined)).toEqual(["001"]);
    expect(["PT", "US", "BR", "NG", "IN", "AU", "CY", "TR"].map(continentOf)).toEqual([
      "Europe",
      "North America",
      "South America",
      "Africa",
      "Asia",
      "Oceania",
      "Europe",
      "Asia",
    ]);
  });

  test("state is told in the United States and Canada only", async () => {
    const facts = await factsOf(["+13613649108", "+12505551234", "+18667234567", "+525512345678", "+351212345678"]);
    expect([...facts.state]).toEqual(["Texas", "British Columbia", null, null, null]);
  });

  test("tz is the only zone that the number's region leaves, or missing", async () => {
    const raw = ["+351212345678", "+351912345678", "+447912345678", "+12125550123", "+18667234567", "+79123456789"];
    raw.push("+919876543210", "+33612345678", "+80012345678", "+5511981234567");
    const facts = await factsOf(raw);
    expect([...facts.tz]).toEqual([
      "Europe/Lisbon",
      null,
      "Europe/London",
      "America/New_York",
      null,
      null,
      "Asia/Calcutta",
      "Europe/Paris",
      null,
      "America/Sao_Paulo",
    ]);
  });

  test("a zone counts under any of its names, and none that does not exist", () => {
    expect(oneZone("Asia/Calcutta Asia/Dubai", "IN")).toBe("Asia/Calcutta");
    expect(oneZone("Asia/Kolkata", "IN")).toBe("Asia/Kolkata");
    expect(oneZone("Nowhere/Land", "IN")).toBeUndefined();
    expect(oneZone("America/New_York America/Chicago", "US")).toBeUndefined();
    expect(oneZone("America/New_York", "PT")).toBeUndefined();
    expect(oneZone("Europe/London", "001")).toBeUndefined();
  });

  test("every line type has a group", () => {
    expect(LINE_GROUPS.length).toBe(LINE_TYPES.length);
    const groups = Object.fromEntries(LINE_TYPES.map((type, i) => [type, LINE_GROUPS[i]]));
    expect(groups).toMatchSnapshot();
  });

  test("the carrier may have moved where numbers can be taken along, and only where one is known", async () => {
    const facts = await factsOf(["+351912345678", "+971501234567", "+12125550123"]);
    expect([...facts.carrier]).toEqual(["Vodafone", "Etisalat", null]);
    expect([...facts.mayHaveMoved]).toEqual([1, 0, 0]);
  });
});

describe("a region for each row", () => {
  test("reads each row in its own region, others in the default", async () => {
    const raw = ["912345678", "020 7946 0958", "912345678", "912345678"];
    const facts = await factsOf(raw, { regionColumn: ["PT", "gb ", null, ""], region: "PT" });
    expect([...facts.e164]).toEqual(["+351912345678", "+442079460958", "+351912345678", "+351912345678"]);
  });

  test("one value in several regions is several numbers", async () => {
    const facts = await factsOf(Array(4).fill("2079460958"), {
      regionColumn: TextColumn.from(["US", "GB", "US", null]),
    });
    expect([...facts.e164]).toEqual(["+12079460958", "+442079460958", "+12079460958", null]);
    expect(facts.reason.at(3)).toBe("no region");
  });

  test.each(["UK", "usa", "Portugal", "001", "XX", 351, true, new Date(0), {}])(
    "%j is no region: told on its row, which is read without",
    async (region) => {
      const facts = await factsOf(["912345678", "+351912345678", "912345678"], {
        regionColumn: [region, region, "PT"],
      });
      expect([...facts.reason]).toEqual(["bad-region", "bad-region", null]);
      expect([...facts.e164]).toEqual([null, "+351912345678", "+351912345678"]);
    },
  );

  test("a column of another length is refused", async () => {
    await expect(parseNumbers(["1", "2"], { regionColumn: ["PT"] })).rejects.toThrowErrorMatchingSnapshot();
    await expect(parseNumbers(["1"], { regionColumn: "PT" as never })).rejects.toThrowErrorMatchingSnapshot();
  });
});

describe("lenient foreign prefixes", () => {
  const raw = ["004155552671", "0014155552671", "+0014155552671", "+011442079460958", "00 44 20 7946 0958"];

  test("are taken for a plus only where that gives a valid number, and flagged", async () => {
    const strict = await factsOf(raw, { region: "US" });
    expect([...strict.e164]).toEqual([null, null, null, null, null]);
    const lenient = await factsOf(raw, { region: "US", idd: "lenient" });
    expect([...lenient.e164]).toEqual([null, "+14155552671", "+14155552671", "+442079460958", "+442079460958"]);
    expect([...lenient.flags]).toEqual([null, ...Array(4).fill("lenient-idd")]);
  });

  test("a lost plus that still gives a number of the region is flagged, and put back when lenient", async () => {
    // 0491 is Leer: libphonenumber and its ports read these as lines there
    const german = ["4915112345678", "49 152 21234567 ext. 4", "49301234567", "04915112345678", "+494915112345678"];
    const strict = await factsOf(german, { region: "DE" });
    expect([...strict.e164].slice(0, 3)).toEqual(["+494915112345678", "+494915221234567", "+49301234567"]);
    const twice = "default-region-used country-code-read-as-area";
    expect([...strict.flags]).toEqual([twice, twice, "default-region-used", "default-region-used", null]);
    const lenient = await factsOf(german, { region: "DE", idd: "lenient" });
    const [leer, plus] = ["+494915112345678", "+494915112345678"];
    expect([...lenient.e164]).toEqual(["+4915112345678", "+4915221234567", "+49301234567", leer, plus]);
    expect([...lenient.flags]).toEqual([
      "lenient-idd",
      "lenient-idd",
      "default-region-used",
      "default-region-used",
      null,
    ]);
  });

  test("no other country's lost plus gives a number of its own: nothing is flagged in vain", async () => {
    const bare = {
      IT: "393331234567",
      AT: "436641234567",
      BR: "5511987654321",
      IN: "919812345678",
      MX: "525512345678",
    };
    for (const [region, value] of Object.entries({ ...bare, PT: "351912345678", RU: "79161234567" })) {
      const { e164, flags } = await factsOf([value], { region });
      expect([e164.at(0), flags.at(0)]).toEqual([`+${value}`, "default-region-used"]);
    }
  });

  test("work without a region too, and leave what the region itself reads alone", async () => {
    expect((await factsOf(raw, { idd: "lenient" })).e164.at(4)).toBe("+442079460958");
    const british = await factsOf(["00351912345678", "0351912345678"], { region: "GB", idd: "lenient" });
    expect(british.e164.at(0)).toBe("+351912345678");
    expect(british.flags.at(0)).toBe("default-region-used");
  });

  test("any other word fails at once", async () => {
    await expect(parseNumbers(["1"], { idd: "loose" as never })).rejects.toThrowErrorMatchingSnapshot();
  });
});
