const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The one folding of an e-mail address: trimmed and in lower case; nothing when it is no address.
 * Takes the dot-atom form of RFC 5321 in ASCII only, so that no two spellings that look alike are two people;
 * an internationalised domain is written in its `xn--` form.
 */
export function foldEmail(typed: string): string | undefined {
  // Only our letters: the sign of kelvin in lower case is a plain k, and with it another address would become this one.
  const email = typed.trim().replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (email.length > 254) return undefined;
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const labels = email.slice(at + 1).split('.');
  if (at < 1 || local.length > 64 || !LOCAL.test(local)) return undefined;
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : email;
}
