import type { Permission } from '@latchkey/domain/role';
import { ownComputerGroups, ownUserGroups } from './may.ts';
import { useFormats, useSay } from './sentence.ts';
import { useMine } from './session.ts';

/** As many groups are named; who looks after more knows them. */
const MOST_NAMED = 4;

/** Says which groups somebody looks after who may do something in these only (G11): nothing where they may do it in all, or not at all. */
export function useOwnGroups(permission: Permission): string | undefined {
  const say = useSay();
  const { list } = useFormats();
  const mine = useMine();
  const sides = [
    { side: 'users', groups: ownUserGroups(mine, permission) },
    { side: 'computers', groups: ownComputerGroups(mine, permission) },
  ] as const;
  const said = sides.flatMap(({ side, groups }) => {
    if (groups === undefined) return [];
    const others = groups.length - MOST_NAMED;
    const named = groups.slice(0, others > 1 ? MOST_NAMED : groups.length).map(({ name }) => name);
    const names = others > 1 ? [...named, say('kit.own-groups.more', { count: others })] : named;
    return say(`kit.own-groups.${side}`, { groups: list(names) });
  });
  return said.length === 0 ? undefined : said.join(' ');
}
