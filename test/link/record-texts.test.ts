import { describe, expect, test } from "vitest";
import { dayOrder, foldDate, swapDay } from "../../toolkit/link/record-dates.ts";
import {
  foldEmail,
  foldText,
  mailbox,
  postcodePrefix,
  saysNothing,
  soundex,
  splitName,
} from "../../toolkit/link/record-texts.ts";

describe("texts of records", () => {
  // the National Archives' examples, and those of Knuth, The Art of Computer Programming 3, 6.4
  test.each([
    ["Washington", "w252"],
    ["Lee", "l000"],
    ["Gutierrez", "g362"],
    ["Pfister", "p236"],
    ["Jackson", "j250"],
    ["Tymczak", "t522"],
    ["Ashcraft", "a261"],
    ["Robert", "r163"],
    ["Rupert", "r163"],
    ["Lloyd", "l300"],
    ["Lukasiewicz", "l222"],
  ])("the Soundex of %s is the published %s", (name, code) => expect(soundex(foldText(name))).toBe(code));

  test.each([
    ["Ana Maria da Silva", "ana maria da", "silva"],
    ["SILVA, Ana", "ana", "silva"],
    ["Dr. João Conceição", "joao", "conceicao"],
    ["Rui Vaz Jr.", "rui jr", "vaz"],
    ["O'Neill", "oneill", ""],
    ["Łukasz Strauß", "lukasz", "strauss"],
    ["Анна Иванова", "анна", "иванова"],
    // family name first where no blank tells, of two letters where it is one of those
    ["王小明", "小明", "王"],
    ["李娜", "娜", "李"],
    ["欧阳娜", "娜", "欧阳"],
    ["山田太郎", "太郎", "山田"],
    ["김민수", "민수".normalize("NFKD"), "김".normalize("NFKD")],
    ["王", "王", ""],
  ])("%s is %s of %s", (name, given, family) => expect(splitName(name)).toEqual({ given, family }));

  test("an address is read without its name, and its mailbox without tag or the dots that Google leaves out", () => {
    expect(foldEmail(" <Ana.Silva+x@Example.COM> ")).toBe("ana.silva+x@example.com");
    expect(["ana", "a@b", "a b@c.pt", "noreply@x.pt", "a@b@c.pt"].map(foldEmail)).toEqual(["", "", "", "", ""]);
    expect(mailbox("a.na+x@googlemail.com")).toBe("ana@gmail.com");
    expect(mailbox("a.na+x@x.pt")).toBe("a.na@x.pt");
  });

  test("what stands for nothing is nothing", () => {
    for (const text of ["", "-", "n/a", "NULL", "0000", "unknown", "???", "Anonymous", "x"])
      expect(saysNothing(text)).toBe(true);
    for (const text of ["Noa", "Nil Silva", "0071", "Test Valley 3"]) expect(saysNothing(text)).toBe(false);
  });

  test("a district is the postcode without its last three characters", () => {
    expect(["1000123", "SW1A1AA", "10115", "123"].map(postcodePrefix)).toEqual(["1000", "SW1A", "10", "123"]);
  });

  test("days in all usual spellings; what is no day is none", () => {
    for (const text of [
      "1980-02-03",
      "19800203",
      "1980/02/03",
      "1980-2-3",
      "03/02/1980",
      "3.2.1980",
      "1980-02-03T10:00:00Z",
    ]) {
      expect(foldDate(text, "dmy"), text).toBe("19800203");
    }
    expect(foldDate("02/03/1980", "mdy")).toBe("19800203");
    for (const text of ["1980-02-30", "31/04/1980", "80-02-03", "yesterday", "1980-13-01"])
      expect(foldDate(text, "dmy")).toBe("");
    expect(dayOrder(["03/13/1980", "01/02/1990"])).toBe("mdy");
    expect(dayOrder(["13/03/1980", "01/02/1990"])).toBe("dmy");
    expect([swapDay("19800203"), swapDay("19800213"), swapDay("19800202")]).toEqual(["19800302", "", ""]);
  });
});
