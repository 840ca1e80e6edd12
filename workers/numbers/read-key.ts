import { regionCodes } from "./words.ts";

const KEY = /^(?:short:(?:([A-Z]{2})|\?\?):(\d{2,8})|ussd:(?:([A-Z]{2})|\?\?):(\d{1,5}))$/;
const COLON = 58;

export interface KeyedCode {
  /** The code as it is dialled. */
  text: string;
  region: string | undefined;
}

/** The code in a key such as `short:PT:112` or `ussd:??:737`; undefined when the text is no such key. */
export function readKey(text: string): KeyedCode | undefined {
  if (text.charCodeAt(5) !== COLON && text.charCodeAt(4) !== COLON) return undefined;
  const [found, home, short, abroad, service] = KEY.exec(text) ?? [];
  const region = home ?? abroad;
  if (found === undefined || (region !== undefined && !regionCodes.has(region))) return undefined;
  return { text: short ?? `*${service}#`, region };
}

/** The digits and the region of a short code's key; undefined: it is none, or of no region. */
export function shortOfKey(key: string | null): { digits: string; region: string } | undefined {
  return key?.startsWith("short:") && key[6] !== "?" ? { digits: key.slice(9), region: key.slice(6, 8) } : undefined;
}
