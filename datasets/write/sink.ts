import { once } from "node:events";
import { closeSync, createWriteStream, openSync, writeSync } from "node:fs";
import { finished } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";

/** Where finished bytes of one export go. */
export interface Sink {
  write(bytes: Uint8Array): void;
  /** Waits until the disk has kept up. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** A plain file. */
export function fileSink(path: string): Sink {
  const file = openSync(path, "w");
  return {
    write(bytes) {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    },
    async drain() {},
    async close() {
      closeSync(file);
    },
  };
}

/** A gzip file; compressed on another thread while the simulation goes on. */
export function gzipSink(path: string): Sink {
  const gzip: Gzip = createGzip({ level: 1, chunkSize: 1 << 17 });
  const file = createWriteStream(path);
  gzip.pipe(file);
  let full = false;
  return {
    write(bytes) {
      full = !gzip.write(bytes.slice());
    },
    async drain() {
      if (full && gzip.writableNeedDrain) await once(gzip, "drain");
      full = false;
    },
    async close() {
      gzip.end();
      await finished(file);
    },
  };
}
