import { once } from "node:events";
import { closeSync, createWriteStream, openSync, writeSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

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
  const gzip = createGzip({ level: 1, chunkSize: 1 << 17 });
  const written = pipeline(gzip, createWriteStream(path));
  // a full disk is told by drain or close; until then nobody listens
  written.catch(() => {});
  return {
    write(bytes) {
      gzip.write(bytes.slice());
    },
    async drain() {
      if (gzip.writableNeedDrain) await Promise.race([once(gzip, "drain"), written]);
    },
    async close() {
      gzip.end();
      await written;
    },
  };
}
