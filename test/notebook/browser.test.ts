import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textWidth } from "../../toolkit/charts/svg-document-text.ts";
import { report } from "../../toolkit/notebook/report.ts";
import { runNotebook } from "../../toolkit/notebook/run-notebook.ts";
import { drawings } from "../charts/drawings.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
if (!executablePath) console.warn("no Chromium in /usr/bin: the reports are not opened in a browser");
const args =
  "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
    " ",
  );

const folder = mkdtempSync(join(tmpdir(), "phonograph-browser-"));
const file = join(folder, "sample.html");
let browser: Browser;

beforeAll(async () => {
  if (!executablePath) return;
  writeFileSync(file, report(await runNotebook(join(import.meta.dirname, "fixtures", "sample.ts"))));
  browser = await chromium.launch({ executablePath, args });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Look {
  width?: number;
  scheme?: "light" | "dark";
  scripts?: boolean;
}

/** The report in a page with the network off; whatever the page complains of or asks for is kept. */
async function open(
  { width = 1280, scheme = "light", scripts = true }: Look,
  url = pathToFileURL(file).href,
): Promise<{ page: Page; trouble: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: scripts,
    offline: true,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) trouble.push(request.url());
  });
  await page.goto(url);
  return { page, trouble };
}

describe.skipIf(!executablePath)("a report in Chromium, from file://, with the network off", () => {
  test.each<Look>([
    { width: 1280, scheme: "light" },
    { width: 1280, scheme: "dark" },
    { width: 390, scheme: "light" },
    { width: 390, scheme: "dark" },
    { scripts: false },
  ])("opens without a complaint, asks for nothing, and fits: %o", async (look) => {
    const { page, trouble } = await open(look);
    await page.screenshot({ path: join(folder, `${look.scheme}-${look.width}.png`), fullPage: true });
    expect(trouble).toEqual([]);
    expect(await page.title()).toBe("Who answers when a stranger calls?");
    expect(await page.locator("svg[role=img]:visible").count()).toBe(3);
    if (look.scripts !== false)
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    expect(readFileSync(join(folder, `${look.scheme}-${look.width}.png`)).length).toBeGreaterThan(50_000);
    await page.context().close();
  });

  test("follows the system into the dark, and the button against it", async () => {
    const { page } = await open({ scheme: "dark" });
    const background = (): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await background()).toBe("rgb(21, 23, 27)");
    await page.getByRole("button", { name: "Light" }).click();
    expect(await background()).toBe("rgb(251, 250, 248)");
    expect(await page.evaluate("getComputedStyle(document.querySelector('.pg-chart rect[fill*=series]')).fill")).toBe(
      "rgb(0, 117, 138)",
    );
    await page.context().close();
  });

  test("text in the charts is no smaller than 11 px, also on a phone", async () => {
    for (const width of [1280, 390]) {
      const { page } = await open({ width });
      const smallest = await page.evaluate(
        `Math.min(...[...document.querySelectorAll("svg.pg-chart")].filter((svg) => svg.checkVisibility()).flatMap((svg) => [...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)))`,
      );
      expect(smallest).toBeGreaterThan(11);
      await page.context().close();
    }
  });

  test("no text of a chart is cut off by the edge of its figure", async () => {
    for (const width of [1280, 390]) {
      const { page } = await open({ width });
      const cut = await page.evaluate(
        `[...document.querySelectorAll("svg.pg-chart")].filter((svg) => svg.checkVisibility()).flatMap((svg) => [...svg.querySelectorAll("text")].filter((text) => { const a = text.getBoundingClientRect(), b = svg.getBoundingClientRect(); return a.left < b.left - 3 || a.right > b.right + 3; }).map((text) => text.textContent))`,
      );
      expect(cut).toEqual([]);
      await page.context().close();
    }
  });

  test("sorts a table by a column, numbers by their value, missing values last", async () => {
    const { page } = await open({});
    const grid = page.locator("table").filter({ hasText: "p_value" }).last();
    const column = (): Promise<string[]> => grid.locator("tbody td:nth-child(4)").allTextContents();
    await grid.getByRole("button", { name: "p_value" }).click();
    expect(await column()).toEqual(["0.2000", "0.0310", "0.0004", "<0.0001", "–"]);
    await grid.getByRole("button", { name: "p_value" }).click();
    expect(await column()).toEqual(["<0.0001", "0.0004", "0.0310", "0.2000", "–"]);
    expect(await grid.locator("th").nth(3).getAttribute("aria-sort")).toBe("ascending");
    await page.context().close();
  });

  test("saves a table as csv, with exact values and without raw numbers", async () => {
    const { page } = await open({});
    const csv = async (index: number): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "CSV" }).nth(index).click(),
      ]);
      return readFileSync(await download.path(), "utf8");
    };
    const steps = await csv(0);
    expect(steps.split("\r\n").slice(0, 3)).toEqual([
      "step,people,share,p_value",
      "Rung,48210,1,",
      `Answered,20393,${20_393 / 48_210},0.2`,
    ]);
    expect(await csv(1)).toMatch(
      /^phone,at,calls,minutes,contact\r\n'\+351•••••••00,2026-03-01 08:00:13,4000,1234\.5678,\r\n/,
    );
    await page.context().close();
  });

  test("prints in light, without buttons and code", async () => {
    const { page } = await open({ scheme: "dark" });
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(251, 250, 248)");
    expect(await page.locator("button:not(th button):visible, .pg-code:visible, .pg-toc:visible").count()).toBe(0);
    await page.context().close();
  });

  test("a chart saved as a file is well-formed and stands alone", async () => {
    for (const [name, draw] of Object.entries(drawings)) {
      const path = join(folder, `${name}.svg`);
      writeFileSync(path, draw().toSVG());
      const { page, trouble } = await open({ width: 800 }, pathToFileURL(path).href);
      expect(trouble).toEqual([]);
      expect(
        await page.evaluate("document.documentElement.localName + document.querySelectorAll('parsererror').length"),
      ).toBe("svg0");
      await page.context().close();
    }
  });

  test("the width of a text is guessed within a tenth of what Chromium draws", async () => {
    const { page } = await open({});
    const words = ["one-time password sent", "20,400", "Tuesday", "Still active (%)", "WWW iii 0.123"];
    const family = '"Liberation Sans", Arial, Helvetica';
    const known = await page.evaluate(`document.fonts.check('12px "Liberation Sans"')`);
    const drawn = (await page.evaluate(
      `(() => { const c = document.createElement("canvas").getContext("2d"); c.font = '12px ${family}'; return ${JSON.stringify(words)}.map((w) => c.measureText(w).width); })()`,
    )) as number[];
    if (!known) return console.warn("no font with Helvetica's widths: text widths are not compared");
    for (const [i, word] of words.entries()) expect(Math.abs(textWidth(word, 12) / drawn[i] - 1)).toBeLessThan(0.1);
    await page.context().close();
  });
});
