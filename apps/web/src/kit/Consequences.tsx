import { permissions, roles } from '@latchkey/domain/role';
import { useId } from 'react';
import css from './Dialog.module.css';
import type { ConsequenceList } from './Dialog.tsx';
import { useFormats, useSay } from './sentence.ts';

/** As many names are all in sight. */
const FEW_NAMES = 6;
/** And as many kinds of consequences. */
const FEW_KINDS = 3;

/** The consequences of an act, counted and named (P9). */
export function Consequences({ list }: { list: ConsequenceList }) {
  const say = useSay();
  const { number } = useFormats();
  const id = useId();
  return (
    // Much of it scrolls, for who has only keys as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className={css.consequences} tabIndex={list.length > FEW_KINDS ? 0 : undefined}>
      {list.map(({ kind, change, total, first50 }) => (
        <li key={`${kind}.${change}`}>
          <p id={`${id}${kind}.${change}`} className={css.kind}>
            {say(`consequence.${kind}.${change}`, { total })}
          </p>
          {/* Many names scroll, for who has only keys as well. Who may see none is told the number (G11). */}
          <ul
            className={css.names}
            aria-labelledby={`${id}${kind}.${change}`}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={first50.length > FEW_NAMES ? 0 : undefined}
          >
            <Names kind={kind} named={first50} />
            {!inOurWords.includes(kind) && first50.length > 0 && total > first50.length ? (
              <li>{say('consequence.more', { more: number(total - first50.length) })}</li>
            ) : null}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Kinds whose things have names of ours, each said once. */
const inOurWords: readonly ConsequenceList[number]['kind'][] = ['role', 'permission', 'extent', 'job'];

type Named = ConsequenceList[number]['first50'];

/** What is lost or gained by name: roles and permissions as the reader calls them, each once. */
function Names({ kind, named }: { kind: ConsequenceList[number]['kind']; named: Named }) {
  const say = useSay();
  const labels = new Set(named.map(({ label }) => label));
  if (kind === 'role')
    return roles.filter((role) => labels.has(role)).map((role) => <li key={role}>{say(`kit.role.${role}`)}</li>);
  // What a job does is said where jobs are.
  if (kind === 'job') return null;
  if (kind === 'permission' || kind === 'extent')
    return permissions.filter((one) => labels.has(one)).map((one) => <li key={one}>{say(`kit.permission.${one}`)}</li>);
  return named.map(({ id, label }) => <li key={id}>{label}</li>);
}
