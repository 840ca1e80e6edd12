import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

/** Reads `#rgb`, `#rrggbb`, `rgb()` and `rgba()`, the colours that d3's interpolators write; anything else is transparent. */
function toBytes(colour: string): [number, number, number, number] {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(colour)?.[1];
  if (hex) {
    const pairs = hex.length < 6 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) as string[]);
    const [r, g, b, a = 255] = pairs.map((pair) => Number.parseInt(pair, 16));
    return [r, g, b, a];
  }
  const parts = /^rgba?\(([^)]*)\)$/
    .exec(colour)?.[1]
    .split(/[\s,/]+/)
    .map(Number);
  return parts ? [parts[0], parts[1], parts[2], Math.round((parts[3] ?? 1) * 255)] : [0, 0, 0, 0];
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

// Stored, not compressed: the bytes must not depend on the zlib that wrote them.
function toPng(width: number, height: number, pixels: Uint8ClampedArray): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = chunk("IDAT", deflateSync(rows, { level: 0 }));
  return Buffer.concat([signature, chunk("IHDR", header), data, chunk("IEND", Buffer.alloc(0))]);
}

/** A grid of pixels: what Plot's colour ramps and raster marks paint on. */
export class SvgCanvas {
  width = 0;
  height = 0;
  #pixels: Uint8ClampedArray | undefined;

  get #painted(): Uint8ClampedArray {
    this.#pixels ??= new Uint8ClampedArray(this.width * this.height * 4);
    return this.#pixels;
  }
  getContext(): object {
    const fill = (x: number, y: number, width: number, height: number, colour: string): void => {
      const bytes = toBytes(colour);
      for (let row = y; row < y + height; row++) {
        for (let column = x; column < x + width; column++) this.#painted.set(bytes, (row * this.width + column) * 4);
      }
    };
    return {
      fillStyle: "#000",
      fillRect(this: { fillStyle: string }, x: number, y: number, width: number, height: number) {
        fill(x, y, width, height, this.fillStyle);
      },
      createImageData: (width: number, height: number) => ({
        width,
        height,
        data: new Uint8ClampedArray(width * height * 4),
      }),
      putImageData: (image: { data: Uint8ClampedArray }) => this.#painted.set(image.data),
    };
  }
  toDataURL(): string {
    return `data:image/png;base64,${toPng(this.width, this.height, this.#painted).toString("base64")}`;
  }
}
