/** A header as a reader shows it: name in lower case, unfolded, encoded words decoded. */
export type Header = { name: string; value: string };
export type Message = { headers: Header[]; text: string; html: string };

/**
 * Reads a message as our own server composes it (RFC 5322, 2045, 2047): nested multiparts, quoted-printable and base64,
 * UTF-8. It knows nothing more, and throws at what it does not know. Line ends become `\n`.
 */
export function readMessage(raw: Buffer): Message {
  const { headers, body } = splitPart(raw.toString('latin1'));
  const parts = leavesOf(headers, body);
  const ofType = (type: string) => (parts.find((part) => part.type === type)?.content ?? '').replaceAll('\r\n', '\n');
  return { headers, text: ofType('text/plain'), html: ofType('text/html') };
}

/** The value of the first header of that name, or the empty text. */
export function headerOf(message: { headers: Header[] }, name: string): string {
  return message.headers.find((header) => header.name === name.toLowerCase())?.value ?? '';
}

type Leaf = { type: string; content: string };

function leavesOf(headers: Header[], body: string): Leaf[] {
  const contentType = headerOf({ headers }, 'content-type');
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (!type.startsWith('multipart/')) return [{ type, content: decodeBody(headers, body) }];
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new Error('a multipart message without a boundary');
  const inner = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
  return inner.flatMap((part) => {
    const split = splitPart(part.replace(/^\r\n/, ''));
    return leavesOf(split.headers, split.body);
  });
}

function splitPart(part: string): { headers: Header[]; body: string } {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0) throw new Error('a message part without a body');
  const unfolded = part.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const headers = unfolded.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon).toLowerCase(), value: decodeWords(line.slice(colon + 1).trim()) };
  });
  return { headers, body: part.slice(end + 4) };
}

function decodeBody(headers: Header[], body: string): string {
  const encoding = headerOf({ headers }, 'content-transfer-encoding').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return fromQuotedPrintable(body.replaceAll(/=\r\n/g, ''));
  if (['', '7bit', '8bit'].includes(encoding)) return Buffer.from(body, 'latin1').toString('utf8');
  throw new Error(`an encoding this reader does not know: ${encoding}`);
}

function decodeWords(value: string): string {
  const joined = value.replaceAll(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?[^?]+\?[bq]\?)/gi, '$1');
  return joined.replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_whole, kind: string, word: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(word, 'base64').toString('utf8')
      : fromQuotedPrintable(word.replaceAll('_', ' ')),
  );
}

function fromQuotedPrintable(text: string): string {
  const bytes = text.replaceAll(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
