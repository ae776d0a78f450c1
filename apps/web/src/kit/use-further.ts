import type { Permission } from '@latchkey/domain/role';
import { reachesFurther, type InGroups } from './further.ts';
import { useSay } from './sentence.ts';
import { useAccount } from './session.ts';

/** Says why something can't be done to a user by who looks after some groups only: they are in others, too (G11). */
export function useFurther() {
  const say = useSay();
  const account = useAccount();
  const sentenceFor = ({ in_groups: groups }: InGroups): string =>
    say('users.further', { count: groups?.others ?? 0, company: account?.company_name ?? '' });
  const ifFurther = (permission: Permission, user: InGroups): string | undefined =>
    account !== undefined && reachesFurther(account.my, permission, user) ? sentenceFor(user) : undefined;
  return { sentenceFor, ifFurther };
}
