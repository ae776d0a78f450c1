import { useId } from 'react';
import css from './PickList.module.css';
import type { Pick, Picks } from './picks.ts';
import { SearchField } from './SearchField.tsx';
import { useSay } from './sentence.ts';
import { Skeleton } from './States.tsx';

type PickListProps = {
  /** What is picked: "New owner". */
  label: string;
  picks: Picks;
  chosen: readonly string[];
  /** Gets what is chosen then: one where only one can be, else all. */
  onChoose: (chosen: string[]) => void;
  several?: boolean;
  /** A choice above all others: "No owner". */
  first?: { id: string; label: string };
};

/** One or several of many, found by a search: those chosen stay in sight whatever is searched. */
export function PickList({ label, picks, chosen, onChoose, several = false, first }: PickListProps) {
  const say = useSay();
  const id = useId();
  const options: Pick[] = [...(first === undefined ? [] : [first]), ...picks.options];
  const choose = (one: string) => {
    if (!several) return onChoose([one]);
    onChoose(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  };
  return (
    <fieldset className={css.picks}>
      <legend>{label}</legend>
      <SearchField value={picks.search} onChange={picks.onSearch} />
      {picks.isPending ? <Skeleton lines={3} /> : null}
      <div className={css.options}>
        {options.map((option) => (
          <label key={option.id} className={css.option}>
            <input
              type={several ? 'checkbox' : 'radio'}
              name={id}
              checked={chosen.includes(option.id)}
              onChange={() => choose(option.id)}
            />
            <span className={css.words}>
              <span>{option.label}</span>
              {option.hint === undefined ? null : <span className={css.hint}>{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {picks.more > 0 ? <p className={css.hint}>{say('kit.pick.more', { count: picks.more })}</p> : null}
      {!picks.isPending && picks.options.length === 0 ? <p className={css.hint}>{say('kit.pick.nothing')}</p> : null}
    </fieldset>
  );
}
