/** Access as it is given to a member or a user group (G4): everything, computer groups, single computers; nothing: none. */
export type Access = { all: boolean; groups: ReadonlySet<string>; computers: ReadonlySet<string> };

export type ReachMember = {
  id: string;
  isActive: boolean;
  isHolder: boolean;
  /** "Only this list": what their groups open is not theirs. */
  onlyOwn: boolean;
  groups: readonly string[];
};
export type ReachComputer = { id: string; isActive: boolean; owner: string | null; group: string | null };

/** What decides who reaches what in one account: access by member and by user group, and the groups above each group, itself first. */
export type ReachFacts = {
  access: ReadonlyMap<string, Access>;
  groupAccess: ReadonlyMap<string, Access>;
  above: ReadonlyMap<string, readonly string[]>;
};

/** One way to a computer: owning it, holding the account, or access, the member's own or of a user group `from` which it comes. */
export type Way =
  | { kind: 'owner' | 'holder' }
  | { kind: 'all' | 'group' | 'computer'; by: { kind: 'member' } | { kind: 'user_group'; id: string } };

/** Every way in which a member reaches a computer (G4); none means that they do not. Managing computers is no way. */
export function waysTo(member: ReachMember, computer: ReachComputer, facts: ReachFacts): Way[] {
  if (!member.isActive || !computer.isActive) return [];
  const ways: Way[] = [];
  if (computer.owner === member.id) ways.push({ kind: 'owner' });
  if (member.isHolder) ways.push({ kind: 'holder' });
  ways.push(
    ...waysOf(facts.access.get(member.id), computer).map((kind) => ({ kind, by: { kind: 'member' as const } })),
  );
  for (const id of member.onlyOwn ? [] : groupsOf(member, facts))
    ways.push(
      ...waysOf(facts.groupAccess.get(id), computer).map((kind) => ({ kind, by: { kind: 'user_group' as const, id } })),
    );
  return ways;
}

/** The groups somebody is in, with those above, each once. */
function groupsOf({ groups }: ReachMember, { above }: ReachFacts): string[] {
  return [...new Set(groups.flatMap((id) => above.get(id) ?? [id]))];
}

function waysOf(access: Access | undefined, { id, group }: ReachComputer): ('all' | 'group' | 'computer')[] {
  if (!access) return [];
  const ways: ('all' | 'group' | 'computer')[] = [];
  if (access.all) ways.push('all');
  if (group !== null && access.groups.has(group)) ways.push('group');
  if (access.computers.has(id)) ways.push('computer');
  return ways;
}
