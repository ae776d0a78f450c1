import { readFileSync } from 'node:fs';

/** An account of the operating system. */
export type User = { name: string; uid: number; gid: number; home: string };

/** The account of a name; nothing when there is none. */
export function userOf(name: string, passwd = '/etc/passwd'): User | undefined {
  return usersIn(passwd).find((one) => one.name === name);
}

/** The name of an account; its number where the list has no name for it, nothing for none. */
export function nameOfUser(uid: number | undefined, passwd = '/etc/passwd'): string {
  if (uid === undefined) return '';
  return usersIn(passwd).find((one) => one.uid === uid)?.name ?? String(uid);
}

function usersIn(passwd: string): User[] {
  const lines = readFileSync(passwd, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [name = '', , uid, gid, , home = '/'] = line.split(':');
    return name === '' ? [] : [{ name, uid: Number(uid), gid: Number(gid), home }];
  });
}
