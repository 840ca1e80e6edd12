const NETWORK = /^[*#]{1,2}\s*(\d[\d\s*#+]*|#[\d\s*#]*)/;

/** Services of the handset or the network itself: forwarding, barring, number display, IMEI. */
const MMI = new Set(
  "002 004 03 04 042 05 052 06 21 30 31 33 330 331 332 333 335 351 353 35 43 61 62 67 76 77".split(" "),
);

export interface ServiceCode {
  /** The service alone, without its parameters, which may hold numbers; missing when it could hold one itself. */
  service: string | undefined;
  /** It changes or asks the handset or the network: call forwarding and the like. */
  mmi: boolean;
}

/** Reads a USSD, MMI or star code, such as `*737*1*1000#`; undefined when it is none. */
export function readServiceCode(text: string): ServiceCode | undefined {
  if (!NETWORK.test(text)) return undefined;
  const digits = /\d+/.exec(text);
  if (!digits) return undefined;
  const closed = text.indexOf("#", digits.index) > 0 || text.indexOf("*", digits.index + digits[0].length) > 0;
  const run = digits[0];
  const service = run.length <= 5 ? run : closed ? undefined : run.slice(0, 2);
  return { service, mmi: service !== undefined && MMI.has(service) };
}
