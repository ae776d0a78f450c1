import { isBytes, isText, isUuid, isWord, objectOf, textOf, utf8 } from './bytes.ts';

/** What a session's person may do, as the server says it. */
export type Rights = { control: boolean; clipboard_in: boolean; clipboard_out: boolean };
/** Somebody who is in the computer, and whether they control it or only look. */
export type Present = { name: string; control: boolean };
/** A clipboard, or a part of one. */
export type ClipboardPart = { t: 'clipboard'; text: string; more?: true };

export type ViewerControl =
  | { t: 'confirm' }
  | ClipboardPart
  | { t: 'mode'; control: boolean }
  | { t: 'active' }
  | { t: 'ping'; id: number }
  | { t: 'new-code'; registration: string }
  | { t: 'new-code-record'; record: string }
  | { t: 'ended' };

/** The host's first record. `screen` says which screen it is, as text for people; `idle_ms` null means no time-out. */
export type Opened = {
  t: 'opened';
  epoch: number;
  rights: Rights;
  people: Present[];
  screen: string;
  idle_ms: number | null;
};

export type HostControl =
  | Opened
  | { t: 'people'; people: Present[] }
  | { t: 'rights'; rights: Rights }
  | ClipboardPart
  | { t: 'pong'; id: number }
  | { t: 'new-code-response'; response: string; cred_id: string }
  | { t: 'new-code-set' }
  | { t: 'new-code-refused'; code: string }
  | { t: 'ended'; reason: string };

/** The longest clipboard, in bytes of UTF-8. */
export const MAX_CLIPBOARD_BYTES = 2 ** 20;
/** JSON writes a UTF-16 unit in six bytes at most, so that a part fits a record. */
const PART_UNITS = 10_000;
const MAX_NAME = 200;
/** With names of this length in six bytes a unit they fit a record. */
const MAX_PEOPLE = 50;
const REGISTRATION_BYTES = { request: 32, response: 64, record: 192 };

/** A control message as the payload of a record. Names that are too long are cut, people too many left out. */
export function writeControl(message: ViewerControl | HostControl): Uint8Array {
  if (message.t !== 'opened' && message.t !== 'people') return utf8(JSON.stringify(message));
  const people = message.people.slice(0, MAX_PEOPLE).map(({ name, control }) => ({ name: cut(name), control }));
  return utf8(
    JSON.stringify(
      message.t === 'people' ? { ...message, people } : { ...message, people, screen: cut(message.screen) },
    ),
  );
}

/** Whether a text is short enough for the clipboard; a longer one is not sent. */
export function isClipboard(text: string): boolean {
  return text.length <= MAX_CLIPBOARD_BYTES && utf8(text).length <= MAX_CLIPBOARD_BYTES;
}

/** A clipboard as control messages, each of which fits a record; none for a text that is too long. */
export function clipboardParts(text: string): ClipboardPart[] {
  if (!isClipboard(text)) return [];
  const parts: ClipboardPart[] = [];
  let at = 0;
  do {
    let end = Math.min(at + PART_UNITS, text.length);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end--;
    const part = text.slice(at, end);
    parts.push(end < text.length ? { t: 'clipboard', text: part, more: true } : { t: 'clipboard', text: part });
    at = end;
  } while (at < text.length);
  return parts;
}

/**
 * Puts a part to those before it. Gives what waits for more, and the text once it is whole; nothing when it is longer
 * than a clipboard may be.
 */
export function gathered(before: string, part: ClipboardPart): { waiting: string; text?: string } | undefined {
  const text = before + part.text;
  if (part.more && (part.text === '' || text.length > MAX_CLIPBOARD_BYTES)) return undefined;
  if (part.more) return { waiting: text };
  return isClipboard(text) ? { waiting: '', text: text.toWellFormed() } : undefined;
}

/** What a viewer says in a control record, or nothing when it is misshapen. */
export function readViewerControl(payload: Uint8Array): ViewerControl | undefined {
  const fields = objectOf(textOf(payload)) ?? {};
  const { t, control, id, registration, record } = fields;
  if (t === 'confirm' || t === 'active' || t === 'ended') return { t };
  if (t === 'clipboard') return clipboardOf(fields);
  if (t === 'mode' && typeof control === 'boolean') return { t, control };
  if (t === 'ping' && isCount(id)) return { t, id };
  if (t === 'new-code' && isBytes(registration, REGISTRATION_BYTES.request)) return { t, registration };
  if (t === 'new-code-record' && isBytes(record, REGISTRATION_BYTES.record)) return { t, record };
}

/** What a host says in a control record, or nothing when it is misshapen. */
export function readHostControl(payload: Uint8Array): HostControl | undefined {
  const fields = objectOf(textOf(payload)) ?? {};
  const { t, id, response, cred_id, code, reason } = fields;
  if (t === 'clipboard') return clipboardOf(fields);
  if (t === 'opened' || t === 'people' || t === 'rights') return standingOf(t, fields);
  if (t === 'pong' && isCount(id)) return { t, id };
  if (t === 'new-code-response' && isBytes(response, REGISTRATION_BYTES.response) && isUuid(cred_id))
    return { t, response, cred_id };
  if (t === 'new-code-set') return { t };
  if (t === 'new-code-refused' && isWord(code)) return { t, code };
  if (t === 'ended' && isWord(reason)) return { t, reason };
}

function standingOf(t: 'opened' | 'people' | 'rights', fields: Record<string, unknown>): HostControl | undefined {
  const rights = rightsOf(fields['rights']);
  const people = peopleOf(fields['people']);
  if (t === 'rights') return rights && { t, rights };
  if (t === 'people') return people && { t, people };
  const { epoch, screen, idle_ms } = fields;
  if (!rights || !people || !isCount(epoch) || !isText(screen, MAX_NAME)) return undefined;
  if (idle_ms === null || isCount(idle_ms)) return { t, epoch, rights, people, screen, idle_ms };
}

function rightsOf(value: unknown): Rights | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { control, clipboard_in, clipboard_out } = value as Record<string, unknown>;
  if (typeof control !== 'boolean' || typeof clipboard_in !== 'boolean' || typeof clipboard_out !== 'boolean')
    return undefined;
  return { control, clipboard_in, clipboard_out };
}

function peopleOf(value: unknown): Present[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_PEOPLE) return undefined;
  const people = value.flatMap((one: unknown) => {
    const { name, control } = (one ?? {}) as Record<string, unknown>;
    return isText(name, MAX_NAME) && typeof control === 'boolean' ? [{ name, control }] : [];
  });
  return people.length === value.length ? people : undefined;
}

function clipboardOf({ text, more }: Record<string, unknown>): ClipboardPart | undefined {
  if (!isText(text, MAX_CLIPBOARD_BYTES) || (more !== undefined && typeof more !== 'boolean')) return undefined;
  return more ? { t: 'clipboard', text, more } : { t: 'clipboard', text };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function cut(text: string): string {
  return text.slice(0, MAX_NAME).toWellFormed();
}
