/** What stands behind `#` in a mailed link (`id.generation.token`), or nothing when it can't be one. Percent-encoding by a mail program is undone. */
export function linkIn(fragment: string): string | undefined {
  const typed = decoded(fragment.replace(/^#/, '')).trim();
  return /^[0-9a-f-]{36}\.\d{1,6}\.[\w-]{43}$/.test(typed) ? typed : undefined;
}

/** What stands behind `#` in the address that a computer shows: 32 bytes as base64url, or nothing when it can't be that. */
export function nonceIn(fragment: string): string | undefined {
  const typed = decoded(fragment.replace(/^#/, '')).trim();
  return /^[\w-]{43}$/.test(typed) ? typed : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
