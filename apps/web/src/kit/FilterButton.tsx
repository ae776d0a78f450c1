import css from './FilterMenu.module.css';
import { Icon } from './Icon.tsx';

type FilterButtonProps = {
  /** What is filtered, or what is chosen: "Group", "Group: Support". */
  label: string;
  isActive: boolean;
  /** Opens the choice; while one is chosen takes it back. */
  onClick: () => void;
};

/** Narrows a list to one of many, which is chosen in a dialog; beside filters whose few choices are a menu, and looks like them. */
export function FilterButton({ label, isActive, onClick }: FilterButtonProps) {
  return (
    <button
      type="button"
      className={css.button}
      data-active={isActive || undefined}
      aria-haspopup={isActive ? undefined : 'dialog'}
      onClick={onClick}
    >
      {/* A name may be longer than a phone is wide. */}
      <span className={css.chosen} title={isActive ? label : undefined}>
        {label}
      </span>
      <Icon name={isActive ? 'close' : 'down'} size={14} />
    </button>
  );
}
