import { operations } from './operations.ts';

/** What stands in the audit log without being an operation that somebody calls: the system's and the command line's acts. */
export const systemActs = [
  'invitation.expire',
  'handover.expire',
  'handover.take-effect',
  'computer.lock',
  'computer.quarantine',
  'session.fail',
  'account.create',
  'account.transfer',
  'person.change-address',
  'person.remove-address',
  'person.delete',
] as const;

/** Every word that an audit row can have as its act. */
export const acts: readonly string[] = [
  ...operations
    .filter((operation) => operation.method !== 'GET' && operation.unaudited === undefined)
    .map(({ id }) => id),
  ...systemActs,
];

/** The acts that a filter means: one, or all of a noun. */
export function actsOf(filter: string): string[] {
  return acts.filter((act) => act === filter || act.startsWith(`${filter}.`));
}
