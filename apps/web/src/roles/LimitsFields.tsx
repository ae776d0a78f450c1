import { useId, type ReactNode } from 'react';
import { PickList } from '../kit/PickList.tsx';
import { withChosen, type Pick, type Picks } from '../kit/picks.ts';
import { useSay } from '../kit/sentence.ts';
import { useGroupPicks, useUserGroupPicks } from '../kit/use-picks.ts';
import { sides, type Limits, type Side } from '../kit/role-limits.ts';
import css from './Roles.module.css';

type LimitsProps = {
  limits: Limits;
  /** The sides on which groups have still to be chosen, once that is to be said. */
  missing: readonly Side[];
  onChoose: (limits: Limits) => void;
};

/** Whether a role counts for the whole account or inside chosen groups only (G5), and in which. */
export function LimitsFields({ limits, missing, onChoose }: LimitsProps) {
  const say = useSay();
  return (
    <fieldset className={css.limits}>
      <legend>{say('roles.limits')}</legend>
      <p className={css.dim}>
        {say(sides.every((side) => limits[side] === null) ? 'roles.limits.none' : 'roles.limits.some')}
      </p>
      {sides.map((side) => (
        <LimitTick
          key={side}
          {...{ side, isTicked: limits[side] !== null, isMissing: missing.includes(side) }}
          onToggle={() => onChoose({ ...limits, [side]: limits[side] === null ? [] : null })}
        >
          <SidePicks
            {...{ side, chosen: limits[side] ?? [] }}
            onChoose={(chosen) => onChoose({ ...limits, [side]: chosen })}
          />
        </LimitTick>
      ))}
    </fieldset>
  );
}

type TickProps = { side: Side; isTicked: boolean; isMissing: boolean; onToggle: () => void; children: ReactNode };

function LimitTick({ side, isTicked, isMissing, onToggle, children }: TickProps) {
  const say = useSay();
  const id = useId();
  return (
    <div className={css.limit}>
      <input id={id} type="checkbox" checked={isTicked} aria-describedby={`${id}hint`} onChange={onToggle} />
      <div className={css.words}>
        <label htmlFor={id}>{say(`roles.limits.${side}`)}</label>
        <span id={`${id}hint`} className={css.hint}>
          {say(`roles.limits.${side}.hint`)}
        </span>
        {isTicked ? children : null}
        {isMissing ? (
          <span className={css.missing} role="alert">
            {say(`roles.limits.${side}.missing`)}
          </span>
        ) : null}
      </div>
    </div>
  );
}

type PicksProps = { side: Side; chosen: readonly Pick[]; onChoose: (chosen: Pick[]) => void };

function SidePicks({ side, ...props }: PicksProps) {
  return side === 'users' ? <UserGroupPicks {...props} /> : <ComputerGroupPicks {...props} />;
}

function UserGroupPicks(props: Omit<PicksProps, 'side'>) {
  const picks = useUserGroupPicks();
  // In the tree a chosen one stays where it is, unless it would be out of sight.
  const unseen = props.chosen.filter(({ id }) => picks.options.every((one) => one.id !== id));
  return <GroupPicks {...props} side="users" picks={{ ...picks, options: withChosen(picks.options, unseen) }} />;
}

function ComputerGroupPicks(props: Omit<PicksProps, 'side'>) {
  return <GroupPicks {...props} side="computers" picks={useGroupPicks(props.chosen)} />;
}

function GroupPicks({ side, picks, chosen, onChoose }: PicksProps & { picks: Picks }) {
  const say = useSay();
  if (!picks.isPending && picks.options.length === 0 && picks.search === '')
    return <span className={css.hint}>{say(`roles.limits.${side}.empty`)}</span>;
  return (
    <PickList
      several
      label={say(`roles.limits.${side}.pick`)}
      picks={picks}
      chosen={chosen.map(({ id }) => id)}
      onChoose={(ids) => onChoose(picks.options.filter(({ id }) => ids.includes(id)))}
    />
  );
}
