// The offline list of breached passwords (A2): the 49,233 commonest of the dictionary that zxcvbn's word lists ship.
import { createRequire } from 'node:module';
import type * as languageCommon from '@zxcvbn-ts/language-common';

let list: ReadonlySet<string> | undefined;

/**
 * Whether a password is in the list, whatever its case: the list is all lower case, and crackers try both.
 * The first call reads the list (about 25 ms and 5 MB, measured), so that a server on which nobody sets a password never does.
 */
export function isBreached(password: string): boolean {
  list ??= readList();
  return list.has(password.normalize('NFC').toLowerCase());
}

function readList(): ReadonlySet<string> {
  const load = createRequire(import.meta.url);
  const { dictionary } = load('@zxcvbn-ts/language-common') as typeof languageCommon;
  return new Set(dictionary['passwords-common']);
}
