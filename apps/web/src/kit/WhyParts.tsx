import { useId, type ReactNode } from 'react';
import { Link, OuterLink } from './Link.tsx';
import { useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import css from './WhyAnswer.module.css';

type Named = { id: string; name: string };
type PartProps = { title: string; lines: readonly { key: string; line: ReactNode }[]; isOff?: boolean };

/** Some sentences of an answer under a title; nothing where there are none. */
export function Part({ title, lines, isOff = false }: PartProps) {
  const id = useId();
  if (lines.length === 0) return null;
  return (
    <div>
      <p id={id} className={css.title}>
        {title}
      </p>
      <ul className={css.list} data-off={isOff || undefined} aria-labelledby={id}>
        {lines.map(({ key, line }) => (
          <li key={key}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** The user groups that a way leads through, to go to. */
export function GroupLinks({ groups }: { groups: readonly Named[] }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  if (groups.length === 0) return null;
  return (
    <span className={css.links}>
      {groups.map(({ id, name }) => (
        <Link key={id} to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: id }}>
          {say('computers.why.group', { group: name })}
        </Link>
      ))}
    </span>
  );
}

/** As many names are all in sight. */
const FEW_NAMES = 8;

type GiversProps = {
  title: string;
  why: {
    could_give: { count: number; first50: readonly Named[] } | null;
    company_name: string;
    support_contact: string;
  };
  /** Who asks. */
  me: string | undefined;
};

/** Who could give what is missing, by name for who sees users; others ask an admin, or the contact of the account (G11). */
export function WhyGivers({ title, why, me }: GiversProps) {
  const say = useSay();
  const id = useId();
  const accountId = useAccountId() ?? '';
  const { could_give: givers, company_name: company, support_contact: contact } = why;
  if (givers === null) {
    return (
      <div>
        <p className={css.title}>{title}</p>
        <p>
          {say('computers.why.give.admin', { company })}{' '}
          {contact === '' ? null : <OuterLink href={`mailto:${contact}`}>{contact}</OuterLink>}
        </p>
      </div>
    );
  }
  if (givers.count === 0) return null;
  const more = givers.count - givers.first50.length;
  return (
    <div>
      <p id={id} className={css.title}>
        {title}
      </p>
      {/* Many names scroll, for who has only keys as well. */}
      <ul
        className={`${css.list} ${css.names}`}
        aria-labelledby={id}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={givers.first50.length > FEW_NAMES ? 0 : undefined}
      >
        {givers.first50.map(({ id: memberId, name }) => (
          <li key={memberId}>
            <Link to="/a/$accountId/users/$memberId" params={{ accountId, memberId }}>
              {memberId === me ? say('computers.why.give.you', { name }) : name}
            </Link>
          </li>
        ))}
        {more > 0 ? <li>{say('computers.why.give.more', { count: more })}</li> : null}
      </ul>
    </div>
  );
}
