import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readArguments } from "../../toolkit/notebook/arguments.ts";
import { requireNode } from "../../toolkit/notebook/require-node.ts";
import { written } from "./written.ts";

const root = resolve(import.meta.dirname, "..", "..");
const cli = join(root, "toolkit", "notebook", "cli.ts");
const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

interface Told {
  status: number;
  stdout: string;
  stderr: string;
}

function run(command: string, args: readonly string[], cwd = root): Promise<Told> {
  const env = { ...process.env, NODE_NO_WARNINGS: "", VITEST: undefined };
  return new Promise((done) => {
    execFile(command, [...args], { cwd, env, timeout: 50_000 }, (error, stdout, stderr) => {
      const code = (error as { code?: unknown } | null)?.code;
      done({ status: error ? (typeof code === "number" ? code : -1) : 0, stdout, stderr });
    });
  });
}
const phonograph = (...args: string[]): Promise<Told> => run(process.execPath, [cli, ...args]);

describe("phonograph", () => {
  test("run prints what the cells show", async () => {
    const { status, stdout, stderr } = await phonograph("run", fixture("sample.ts"), "-P", "window=7d");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toContain("The window was **7d**, the seed *7*.");
    expect(stdout).toMatch(/Answered +20,393 +0.423/);
    expect(stdout).not.toMatch(/3519123/);
  });

  test("run -o writes the page, into a folder that it makes", async () => {
    const out = join(dirname(written("")), "new", "page.html");
    const { status, stderr } = await phonograph("run", fixture("sample.ts"), "-o", out, "--no-timings");
    expect(stderr).toMatch(/^wrote .*page\.html: \d+ KB, [\d.]+ s\n$/);
    expect(status).toBe(0);
    expect(readFileSync(out, "utf8")).toMatch(/^<!doctype html>/);
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk and a place where no file can be are told", async () => {
    for (const [out, found] of [
      ["/dev/full", "ENOSPC"],
      ["/proc/report.html", "ENOENT"],
    ] as const) {
      const { status, stderr } = await phonograph("run", fixture("sample.ts"), "-o", out);
      expect(status).toBe(1);
      expect(stderr).toContain(`run: the report could not be written\n  found: ${out}: ${found}`);
    }
  });

  test("works from a plain folder, on a notebook that imports phonograph", async () => {
    const path = written('// %%\nimport { isPhonographError } from "phonograph";\nisPhonographError(1);\n');
    const { stdout, stderr } = await run(process.execPath, [cli, "run", path], dirname(path));
    expect([stdout, stderr]).toEqual(["false\n", ""]);
  });

  test("a failing cell is told with its line, its page is written all the same, and the exit code is 1", async () => {
    const out = join(dirname(written("")), "failed.html");
    const { status, stderr } = await phonograph("run", fixture("failing.ts"), "-o", out);
    expect(status).toBe(1);
    expect(stderr).toContain("failing.ts:14:23\nTypeError: Cannot read properties of undefined");
    expect(existsSync(out)).toBe(true);
  });

  test("a page with a number in it is not written", async () => {
    const out = join(dirname(written("")), "leak.html");
    const { status, stderr } = await phonograph("run", written("// %% [markdown]\n// +351912345678\n"), "-o", out);
    expect(status).toBe(1);
    expect(stderr).toContain("must not hold anything that has the shape of a phone number");
    expect(stderr).not.toContain("912345");
    expect(existsSync(out)).toBe(false);
  });

  test("a notebook that leaves a timer running still ends", async () => {
    const { status, stdout } = await phonograph("run", written("// %%\nsetInterval(() => {}, 1000);\n// %%\n1;\n"));
    expect([status, stdout]).toEqual([0, expect.stringContaining("1\n")]);
  });

  test.each<[string, string[]]>([
    ["no command", []],
    ["--help", ["--help"]],
    ["a command that does not exist", ["runn", "x.ts"]],
    ["a notebook without run", ["x.ts"]],
    ["run without a notebook", ["run"]],
    ["an option that does not exist", ["run", "x.ts", "--alow-raw"]],
    ["an option without its value", ["run", "x.ts", "-o"]],
    ["a parameter without a value", ["run", "x.ts", "-P", "seed"]],
    ["a file that is not there", ["run", "nowhere.ts"]],
  ])("helps: %s", async (_, args) => {
    const { status, stdout, stderr } = await phonograph(...args);
    expect(`exit code ${status}\n${stdout}${stderr}`.replace(/\d+\.\d+\.\d+/, "0.0.0")).toMatchSnapshot();
  });

  test("--version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect((await phonograph("-v")).stdout).toBe(`${version}\n`);
  });

  test("a Node older than 26 is refused, with what was found and what to do", () => {
    expect(() => requireNode("phonograph", "24.21.0")).toThrowErrorMatchingSnapshot();
    expect(() => requireNode("phonograph", "26.0.0")).not.toThrow();
  });

  test("options may be written with = and in any order", () => {
    const { words, out, params, timings } = readArguments([
      "--out=a.html",
      "run",
      "-P",
      "a=b=c",
      "--param",
      "d=",
      "x.ts",
      "--no-timings",
    ]);
    expect({ words, out, params, timings }).toEqual({
      words: ["run", "x.ts"],
      out: "a.html",
      params: { a: "b=c", d: "" },
      timings: false,
    });
  });
});

describe("a notebook without the runner", () => {
  const deno = join(root, "node_modules", ".bin", "deno");
  test("runs with node: display() prints, last expressions do not", async () => {
    const { status, stdout, stderr } = await run(process.execPath, [fixture("sample.ts")]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^One in eighty strangers is saved as a contact\nBars: /);
    expect(stdout).not.toContain("Weekends start late");
  });

  test("display() masks whatever it is given", async () => {
    const display = join(root, "toolkit", "notebook", "display.ts");
    const { stdout } = await run(process.execPath, [
      written(
        `import { display } from ${JSON.stringify(display)};\nfor (const value of ["+351912345678", 351912345678, { phone: "+351912345678" }, ["+351912345678"]]) display(value);\n`,
      ),
    ]);
    expect(stdout).toBe("+351•••••••78\n351•••••••78\nphone\n+351•••••••78\n[ '+351•••••••78' ]\n");
  });

  test.skipIf(!existsSync(deno))("runs with deno, and prints the same", async () => {
    const [a, b] = await Promise.all([
      run(deno, ["run", "-A", fixture("sample.ts")]),
      run(process.execPath, [fixture("sample.ts")]),
    ]);
    expect(a.stdout).toBe(b.stdout);
  });

  test("skip() ends it with exit code 0 and the reason", async () => {
    const skip = join(root, "toolkit", "notebook", "skip.ts");
    const { status, stderr, stdout } = await run(process.execPath, [
      written(`import { skip } from ${JSON.stringify(skip)};\nskip("no data");\nconsole.log("more");\n`),
    ]);
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: "skipped: no data\n", stdout: "" });
  });
});
