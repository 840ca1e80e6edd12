const SCHEME = /^<?\s*(tel|callto|sips?|sms|smsto|mms|mmsto|urn|whatsapp|viber|skype|im|xmpp|h323|enum):/i;
const PLAIN_TEL = /^tel:\+?[\d\-.()]+$/i;

/** Whether a text is an address with a scheme; a plain `tel:` number is a number with a label. */
export function isUri(text: string): boolean {
  return (SCHEME.test(text) && !PLAIN_TEL.test(text) && !/^tel:\s+/i.test(text)) || /^%2b\d/i.test(text);
}

/** The part of an address that is to be read as a number, if it has one; `label`: more than a scheme was cut off. */
export function readUri(text: string): { number: string | undefined; label: boolean } {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "urn") return { number: undefined, label: false };
  const rest = text.replace(SCHEME, "").replace(/>.*$/, "");
  const context = /;phone-context=([^;]*)/i.exec(rest)?.[1];
  const [user = ""] = rest.split(/[@;?]/);
  if (context !== undefined) {
    const joined = user.startsWith("+") || !/^\+\d+$/.test(context) ? undefined : context + user;
    return { number: joined, label: true };
  }
  return { number: /^\+?[\d\s\-.()]{5,}$/.test(user) ? user : undefined, label: user !== rest };
}
