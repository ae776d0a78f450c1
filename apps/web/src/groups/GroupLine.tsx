import { memo } from 'react';
import { Icon } from '../kit/Icon.tsx';
import { Link } from '../kit/Link.tsx';
import { useFormats, useSay } from '../kit/sentence.ts';
import css from './Groups.module.css';
import { Brings, Opens } from './Opens.tsx';
import type { Line } from './tree.ts';

type LineProps = Line & {
  accountId: string;
  /** The one line of the tree that Tab comes to. */
  isCurrent: boolean;
  isMenuOpen: boolean;
  onToggle: (id: string) => void;
  onMenu: ((id: string, at: HTMLElement) => void) | undefined;
};

function PlainLine(props: LineProps) {
  const { group, level, place, beside, isOpen, hasFromAbove, isOnlyTheWay, accountId, isCurrent } = props;
  const say = useSay();
  const { number } = useFormats();
  return (
    <div
      role="row"
      className={css.line}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={beside}
      aria-expanded={isOpen}
      data-line={group.id}
      data-level={level}
      data-way={isOnlyTheWay || undefined}
      tabIndex={isCurrent ? 0 : -1}
    >
      <span role="rowheader" className={css.name}>
        <Opener {...props} />
        <span className={css.words}>
          <Link
            to="/a/$accountId/groups/$groupId"
            params={{ accountId, groupId: group.id }}
            className={css.to ?? ''}
            tabIndex={-1}
          >
            {group.name}
          </Link>
          <span className={css.below}>
            <Opens kind={group.kind} hasFromAbove={hasFromAbove} />
            {group.permissions.length === 0 ? null : (
              <>
                {' · '}
                <Brings permissions={group.permissions} />
              </>
            )}
          </span>
        </span>
      </span>
      <span role="gridcell" className={css.count} data-none={group.members === 0 || undefined}>
        {number(group.members)}
      </span>
      <span role="gridcell" className={css.opens}>
        <Opens kind={group.kind} hasFromAbove={hasFromAbove} />
      </span>
      <span role="gridcell" className={css.brings}>
        <Brings permissions={group.permissions} />
      </span>
      {props.onMenu === undefined ? null : (
        <span role="gridcell" className={css.act}>
          <button
            type="button"
            className={css.menu}
            tabIndex={isCurrent ? 0 : -1}
            aria-label={say('kit.table.menu', { name: group.name })}
            aria-haspopup="menu"
            aria-expanded={props.isMenuOpen}
            onClick={(event) => props.onMenu?.(group.id, event.currentTarget)}
          >
            <Icon name="more" size={18} />
          </button>
        </span>
      )}
    </div>
  );
}

/** Opens and closes what is below; keys do it by the arrows, so that Tab passes it by. */
function Opener({ group, isOpen, onToggle }: LineProps) {
  const say = useSay();
  if (isOpen === undefined) return <span className={css.opener} />;
  return (
    <button
      type="button"
      className={css.opener}
      tabIndex={-1}
      aria-label={say(isOpen ? 'groups.collapse' : 'groups.expand', { name: group.name })}
      onClick={() => onToggle(group.id)}
    >
      <Icon name={isOpen ? 'down' : 'right'} size={15} />
    </button>
  );
}

/** A line that is drawn again only when it itself changes. */
export const GroupLine = memo(PlainLine);
