import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { PhonographError } from "../core/errors.ts";
import type { SourceFile } from "./files.ts";

/** How the bytes of a text file spell its characters. */
export type TextEncoding = "utf-8" | "latin-1" | "utf-16";

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const FOREIGN: readonly (readonly [string, readonly number[], string])[] = [
  ["a parquet file", [0x50, 0x41, 0x52, 0x31], "readParquet reads it"],
  ["an Arrow file", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "readArrow reads it"],
  ["a zip archive or an Excel workbook", [0x50, 0x4b, 3, 4], "unpack it, or save the sheet as csv"],
  ["a bzip2 file", [0x42, 0x5a, 0x68], "unpack it with bunzip2"],
  ["an xz file", [0xfd, 0x37, 0x7a, 0x58, 0x5a], "unpack it with unxz"],
  ["an SQLite database", [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], "export its tables as csv"],
];

const begins = (bytes: Uint8Array, magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte);

/** The first bytes of a file. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(count);
    const { bytesRead } = await file.read(buffer, 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** More than a stray control character or two. */
function isBinary(head: Buffer): boolean {
  const controls = head.reduce((sum, byte) => sum + (byte < 9 || (byte > 13 && byte < 27) ? 1 : 0), 0);
  return controls > 16 && controls > head.length / 50;
}

/**
 * The same file as plain bytes: unpacked into `folder` when it is gzip or zstd (told by its first bytes, not its
 * name). A packed file that is cut short is refused, with how much of it could be read.
 */
export async function unpack(verb: string, file: SourceFile, folder: string, signal?: AbortSignal): Promise<string> {
  const magic = await firstBytes(file.path, 4);
  const kind = begins(magic, GZIP) ? "gzip" : begins(magic, ZSTD) ? "zstd" : undefined;
  if (!kind) return file.path;
  const target = join(folder, `unpacked-${Math.random().toString(36).slice(2)}`);
  let bytes = 0;
  let lines = 0;
  const count = new Transform({
    transform(block: Buffer, _, done) {
      bytes += block.length;
      for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) lines++;
      done(null, block);
    },
  });
  const packed = createReadStream(file.path);
  const step = kind === "gzip" ? createGunzip() : createZstdDecompress();
  try {
    await pipeline(packed, step, count, createWriteStream(target), { signal });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC") throw noSpace(verb, file);
    const short = code === "Z_BUF_ERROR" || code === "ZSTD_error_srcSize_wrong";
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: short ? `the ${kind} file is cut short` : `the ${kind} file is damaged`,
      found: `${file.name}: ${lines.toLocaleString("en")} lines, ${bytes.toLocaleString("en")} bytes could be unpacked`,
      hint: `copy the file again, or unpack what is there (${kind} -dc) and read that`,
    });
  }
  // gunzip refuses what stands behind the end by itself
  const behind = kind === "zstd" ? file.bytes - step.bytesWritten : 0;
  if (behind > 0) {
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: "the zstd file is damaged",
      found: `${file.name}: ${lines.toLocaleString("en")} lines, and ${behind.toLocaleString("en")} bytes behind them that are not packed`,
      hint: "copy the file again",
    });
  }
  if (bytes === 0)
    throw new PhonographError({ code: "source/unreadable", verb, rule: "the file is empty", found: file.name });
  return target;
}

/** Refuses files that hold no text, and re-spells texts that are not UTF-8 as such. */
export async function toText(
  verb: string,
  file: SourceFile,
  folder: string,
  { encoding, signal }: { encoding?: TextEncoding; signal?: AbortSignal },
): Promise<string> {
  const path = await unpack(verb, file, folder, signal);
  const head = await firstBytes(path, 4096);
  const foreign = FOREIGN.find(([, magic]) => begins(head, magic));
  if (foreign) {
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: "the file must be text",
      found: `${file.name} is ${foreign[0]}`,
      hint: foreign[2],
    });
  }
  const marked = begins(head, [0xff, 0xfe]) ? "utf-16le" : begins(head, [0xfe, 0xff]) ? "utf-16be" : undefined;
  const label = marked ?? (encoding === "utf-16" ? "utf-16le" : encoding === "latin-1" ? "windows-1252" : undefined);
  if (!label) {
    if (!isBinary(head)) return path;
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: "the file must be text",
      found: `${file.name} holds bytes that are no characters`,
      hint: 'encoding: "utf-16" if it is text of two bytes a character',
    });
  }
  const target = join(folder, `utf8-${Math.random().toString(36).slice(2)}`);
  const decoder = new TextDecoder(label);
  const respell = new Transform({
    transform(block: Buffer, _, done) {
      done(null, Buffer.from(decoder.decode(block, { stream: true })));
    },
    flush(done) {
      done(null, Buffer.from(decoder.decode()));
    },
  });
  try {
    await pipeline(createReadStream(path), respell, createWriteStream(target), { signal });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw noSpace(verb, file);
    throw error;
  }
  return target;
}

const noSpace = (verb: string, file: SourceFile) =>
  new PhonographError({
    code: "source/unreadable",
    verb,
    rule: "there is no space left for temporary files",
    found: file.name,
    hint: "TMPDIR names a folder on a larger disk",
  });
