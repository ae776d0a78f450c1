import { useMemo } from 'react';
import type { Computer } from '../kit/computer.ts';
import { ComputerBadges } from '../kit/ComputerBadges.tsx';
import { ConnectLink } from '../kit/ConnectLink.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import type { Column } from '../kit/Table.tsx';
import css from './Computers.module.css';

/** The columns of the computers list (C3); `me` is the member who looks at it. */
export function useColumns(me: string | undefined): readonly Column<Computer>[] {
  const say = useSay();
  return useMemo(
    () => [
      {
        key: 'computer',
        head: say('computers.column.computer'),
        width: 'grow',
        sort: 'name',
        cell: (computer) => <NameCell computer={computer} />,
      },
      {
        key: 'state',
        head: say('computers.column.state'),
        width: 'fit',
        cell: (computer) => <ComputerBadges computer={computer} />,
      },
      {
        key: 'group',
        head: say('computers.column.group'),
        width: 'text',
        wideOnly: true,
        cell: ({ group }) => (
          <span className={css.words}>
            {group?.name ?? <span className={css.dim}>{say('computers.group.none')}</span>}
          </span>
        ),
      },
      {
        key: 'owner',
        head: say('computers.column.owner'),
        width: 'text',
        wideOnly: true,
        cell: (computer) => (
          <span className={css.words}>
            <OwnerCell computer={computer} me={me} />
          </span>
        ),
      },
      {
        key: 'seen',
        head: say('computers.column.seen'),
        width: 'fit',
        wideOnly: true,
        sort: 'last_seen',
        cell: (computer) => <SeenCell computer={computer} />,
      },
      {
        key: 'connect',
        head: say('computers.column.connect'),
        width: 'fit',
        wideOnly: true,
        cell: (computer) => (
          <span className={css.connect}>
            <ConnectLink computer={computer} small isSilent />
          </span>
        ),
      },
    ],
    [say, me],
  );
}

function NameCell({ computer }: { computer: Computer }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const below = [
    computer.os,
    ...(computer.os_user === null || computer.os_user === ''
      ? []
      : [say('computers.os-user', { name: computer.os_user })]),
  ].filter((part) => part !== '');
  return (
    <span className={css.words}>
      <Link
        to="/a/$accountId/computers/$computerId"
        params={{ accountId, computerId: computer.id }}
        className={css.to ?? ''}
      >
        {computer.name}
      </Link>
      <span className={css.small}>{below.join(' · ')}</span>
    </span>
  );
}

function OwnerCell({ computer: { owner }, me }: { computer: Computer; me: string | undefined }) {
  const say = useSay();
  if (owner === null) return <span className={css.dim}>{say('computers.owner.none')}</span>;
  return owner.member_id === me ? say('computers.owner.you') : owner.name;
}

function SeenCell({ computer }: { computer: Computer }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  const { last_seen_at: at, online } = computer;
  if (online) return say('computers.seen.now');
  if (at === null) return <span className={css.dim}>{say('computers.seen.never')}</span>;
  return (
    <time dateTime={at} title={dateTime(at)}>
      {ago(at)}
    </time>
  );
}
