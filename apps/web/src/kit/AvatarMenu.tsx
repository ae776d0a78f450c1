import { lazy, Suspense, useState } from 'react';
import css from './AvatarMenu.module.css';
import { Icon } from './Icon.tsx';
import { Hidden } from './Layout.tsx';
import { LazyPalette } from './LazyPalette.tsx';
import { useAccountId } from './query.ts';
import { useSay } from './sentence.ts';
import { profileName, useMe } from './session.ts';
import { useLazyMenu } from './use-lazy-menu.ts';

const load = async () => ({ default: (await import('./AvatarDropdown.tsx')).AvatarDropdown });
const AvatarDropdown = lazy(load);

/** The menu at the top right that is always there: profiles (P2), account, language, appearance, sign out. Its content is loaded when somebody reaches for it. */
export function AvatarMenu() {
  const say = useSay();
  const me = useMe();
  const accountId = useAccountId();
  const { place, isWanted, isOpen, setOpen, onClick, onReady } = useLazyMenu();
  const [isFinding, setFinding] = useState(false);
  if (me === undefined) return null;
  const here = me.profiles.find((profile) => profile.account_id === accountId);
  const button = (
    <button
      ref={place}
      type="button"
      className={css.button}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={onClick}
    >
      <Hidden>{say('kit.menu')}</Hidden>
      <span className={css.words}>
        <span className={css.name}>{me.name}</span>
        <span className={css.profile}>{here === undefined ? me.email : profileName(say, here)}</span>
      </span>
      <span className={css.avatar} aria-hidden="true">
        {initialsOf(me.name)}
      </span>
      <Icon name="down" size={15} />
    </button>
  );
  if (!isWanted) return button;
  const onFind = () => {
    // The entry goes away with the menu; the search gives the focus back to what had it when it came.
    place.current?.focus();
    setFinding(true);
  };
  return (
    <>
      <Suspense fallback={button}>
        <AvatarDropdown {...{ me, accountId, onReady, onFind }} opened={isOpen} onChange={setOpen}>
          {button}
        </AvatarDropdown>
      </Suspense>
      {isFinding ? <LazyPalette only="profiles" onClose={() => setFinding(false)} /> : null}
    </>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('');
}
