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
          <Option
            key={option.id}
            {...{ option, several }}
            name={id}
            isChosen={chosen.includes(option.id)}
            onChoose={() => choose(option.id)}
          />
        ))}
      </div>
      {picks.more > 0 ? <p className={css.hint}>{say('kit.pick.more', { count: picks.more })}</p> : null}
      {!picks.isPending && picks.options.length === 0 && (first === undefined || picks.search !== '') ? (
        <p className={css.hint}>{say('kit.pick.nothing')}</p>
      ) : null}
    </fieldset>
  );
}

type OptionProps = { option: Pick; several: boolean; name: string; isChosen: boolean; onChoose: () => void };

function Option({ option, several, name, isChosen, onChoose }: OptionProps) {
  const { label, hint, refused } = option;
  // What was chosen before it was closed can still be left out.
  const isClosed = refused !== undefined && !isChosen;
  return (
    <label className={css.option} data-refused={isClosed || undefined}>
      <input
        type={several ? 'checkbox' : 'radio'}
        name={name}
        checked={isChosen}
        aria-disabled={isClosed || undefined}
        onChange={isClosed ? () => {} : onChoose}
      />
      <span className={css.words}>
        <span>{label}</span>
        {hint === undefined ? null : <span className={css.hint}>{hint}</span>}
        {refused === undefined ? null : <span className={css.hint}>{refused}</span>}
      </span>
    </label>
  );
}
