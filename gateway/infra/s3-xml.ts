/**
 * The little XML that S3 speaks. Lists are asked for with `encoding-type=url`, so a key holds no markup, no line end
 * and no blank that a general parser would decode, normalise or trim: a key read wrongly is an object left behind.
 */

/** The inner text of every element of that name, in document order. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map((match) => match[1] ?? '');
}

/** The text of the first element of that name. */
export function elementText(xml: string, name: string): string | undefined {
  const inner = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1];
  return inner === undefined ? undefined : decodeEntities(inner);
}

/** A key from a list asked for with `encoding-type=url`. */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(decodeEntities(encoded).replaceAll('+', '%20'));
}

/** Whether XML 1.0 can carry it at all: most control characters it can't, even escaped. */
export function isXmlText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return (name === undefined ? undefined : entities[name]) ?? whole;
    },
  );
}
