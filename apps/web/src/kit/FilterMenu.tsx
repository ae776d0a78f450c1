import { lazy, Suspense } from 'react';
import css from './FilterMenu.module.css';
import { Icon } from './Icon.tsx';
import { useSay } from './sentence.ts';
import { useLazyMenu } from './use-lazy-menu.ts';

const load = async () => ({ default: (await import('./FilterDropdown.tsx')).FilterDropdown });
const FilterDropdown = lazy(load);

export type FilterMenuProps<C extends string> = {
  /** What is filtered: "Status". */
  label: string;
  choices: readonly { value: C; label: string }[];
  /** What is chosen; nothing means all. */
  chosen: readonly C[];
  /** What the button says of what is chosen, where that has a name; otherwise how many are. */
  active?: string | undefined;
  /** Called when somebody reaches for the menu: choices that are not known yet are asked for. */
  onReach?: () => void;
  onChange: (chosen: C[]) => void;
};

/** Narrows a list to some of a few kinds: a button that says how many are chosen, over a menu with a tick for each. */
export function FilterMenu<C extends string>(props: FilterMenuProps<C>) {
  const { label, chosen, active } = props;
  const say = useSay();
  const { place, isWanted, isOpen, setOpen, onClick, onReady } = useLazyMenu();
  const reach = () => {
    void load();
    props.onReach?.();
  };
  const button = (
    <button
      ref={place}
      type="button"
      className={css.button}
      data-active={chosen.length > 0 || undefined}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onPointerEnter={reach}
      onFocus={reach}
      onClick={onClick}
    >
      {/* A name may be longer than a phone is wide. */}
      <span className={css.chosen} title={active}>
        {chosen.length === 0 ? label : (active ?? say('kit.filter.some', { label, count: chosen.length }))}
      </span>
      <Icon name="down" size={14} />
    </button>
  );
  if (!isWanted) return button;
  const choose = (values: string[]) =>
    props.onChange(props.choices.map(({ value }) => value).filter((value) => values.includes(value)));
  return (
    <Suspense fallback={button}>
      <FilterDropdown
        {...{ choices: props.choices, chosen }}
        opened={isOpen}
        onChange={choose}
        onReady={onReady}
        onToggle={setOpen}
      >
        {button}
      </FilterDropdown>
    </Suspense>
  );
}
