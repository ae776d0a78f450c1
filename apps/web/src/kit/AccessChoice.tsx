import { accessKinds } from '@latchkey/domain/computer';
import { useId } from 'react';
import type { AccessDraft } from './access.ts';
import css from './AccessChoice.module.css';
import { PickList } from './PickList.tsx';
import type { Pick, Picks } from './picks.ts';
import { useSay } from './sentence.ts';
import { useComputerPicks, useGroupPicks } from './use-picks.ts';

type ChoiceProps = { access: AccessDraft; onChoose: (access: AccessDraft) => void };

/** Access to computers (G4): none, all, or chosen groups and computers. `noneHint` says what none means where it is not a user's own. */
export function AccessChoice({ access, onChoose, noneHint }: ChoiceProps & { noneHint?: string }) {
  const say = useSay();
  const id = useId();
  return (
    <fieldset className={css.kinds}>
      <legend>{say('computers.access.kind')}</legend>
      {accessKinds.map((kind) => (
        <div key={kind} className={css.kind}>
          <input
            id={`${id}${kind}-is`}
            type="radio"
            name={id}
            checked={kind === access.kind}
            aria-describedby={`${id}${kind}`}
            onChange={() => onChoose({ ...access, kind })}
          />
          <span>
            <label htmlFor={`${id}${kind}-is`}>{say(`computers.access.${kind}`)}</label>
            <span id={`${id}${kind}`} className={css.hint}>
              {kind === 'none' && noneHint !== undefined ? noneHint : say(`computers.access.${kind}.hint`)}
            </span>
          </span>
        </div>
      ))}
      {access.kind === 'chosen' ? <ChosenAccess {...{ access, onChoose }} /> : null}
    </fieldset>
  );
}

/** Chosen groups and computers. */
export function ChosenAccess({ access, onChoose }: ChoiceProps) {
  const say = useSay();
  const groups = useGroupPicks(access.groups);
  const computers = useComputerPicks(access.computers);
  return (
    <>
      {groups.options.length === 0 && groups.search === '' ? null : (
        <PickList
          several
          label={say('computers.access.groups')}
          picks={groups}
          chosen={access.groups.map(({ id }) => id)}
          onChoose={(ids) => onChoose({ ...access, groups: chosenIn(groups, ids) })}
        />
      )}
      <PickList
        several
        label={say('computers.access.computers')}
        picks={computers}
        chosen={access.computers.map(({ id }) => id)}
        onChoose={(ids) => onChoose({ ...access, computers: chosenIn(computers, ids) })}
      />
    </>
  );
}

function chosenIn({ options }: Picks, ids: readonly string[]): Pick[] {
  return options.filter(({ id }) => ids.includes(id));
}
