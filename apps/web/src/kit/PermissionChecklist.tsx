import type { Permission } from '@latchkey/domain/role';
import { useId } from 'react';
import { Icon } from './Icon.tsx';
import { byArea, meaningOf, nowhere, ticksOf, type Grantable, type Sources, type Tick } from './permission-areas.ts';
import css from './Permissions.module.css';
import { useSay } from './sentence.ts';
import { useAccount } from './session.ts';

type ChecklistProps = {
  chosen: readonly Grantable[];
  /** What was chosen when it was opened. */
  start: readonly Grantable[];
  /** What comes from elsewhere: ticked, and locked with where from (G2). */
  inherited?: Sources;
  /** What is chosen here counts inside groups only: what can't is locked, and of the rest it is said where it counts (G5). */
  limits?: ChecklistLimits | undefined;
  onChoose: (chosen: Grantable[]) => void;
};

export type ChecklistLimits = {
  isLimitable: (permission: Permission) => boolean;
  countsFor: (permission: Permission) => string | undefined;
};

const nothing: readonly Permission[] = [];

/** Every permission that can be given, each with what it lets somebody do; what the reader lacks is locked and says so (G10). */
export function PermissionChecklist({ chosen, start, inherited = nowhere, limits, onChoose }: ChecklistProps) {
  const say = useSay();
  const mine = useAccount()?.my.permissions ?? nothing;
  const ticks = ticksOf({ chosen, start, mine, inherited, isLimitable: limits?.isLimitable });
  const toggle = (one: Grantable) =>
    onChoose(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  return (
    <div className={css.areas}>
      {byArea(ticks.map(({ permission }) => permission)).map(({ area, permissions }) => (
        <fieldset key={area} className={css.area}>
          <legend className={css.areaName}>{say(`roles.area.${area}`)}</legend>
          <div className={css.grid}>
            {ticks
              .filter(({ permission }) => permissions.includes(permission))
              .map((tick) => (
                <TickLine
                  key={tick.permission}
                  tick={tick}
                  isInside={limits?.countsFor(tick.permission) !== undefined}
                  counts={tick.isTicked ? limits?.countsFor(tick.permission) : undefined}
                  onToggle={() => toggle(tick.permission)}
                />
              ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

type LineProps = { tick: Tick; isInside: boolean; counts: string | undefined; onToggle: () => void };

function TickLine({ tick: { permission, isTicked, lock, from }, isInside, counts, onToggle }: LineProps) {
  const say = useSay();
  const id = useId();
  return (
    <div className={css.tick} data-locked={lock}>
      <input
        id={id}
        type="checkbox"
        checked={isTicked}
        // Not `disabled`: the keys would pass it by, and with it the reason.
        aria-disabled={lock !== undefined}
        aria-describedby={`${id}does`}
        onChange={lock === undefined ? onToggle : ignore}
      />
      <div className={css.words}>
        <label htmlFor={id}>{say(`kit.permission.${permission}`)}</label>
        <div id={`${id}does`}>
          <span className={css.does}>{say(meaningOf(permission, isInside))}</span>
          {from.length === 0 ? null : <Reason text={say('roles.from', { where: from.join(', ') })} />}
          {counts === undefined ? null : <span className={css.counts}>{counts}</span>}
          {lock === 'unlimitable' ? <Reason text={say('roles.unlimitable')} /> : null}
          {lock === 'lacking' ? <Reason text={say('roles.lacking')} /> : null}
        </div>
      </div>
    </div>
  );
}

function Reason({ text }: { text: string }) {
  return (
    <span className={css.why}>
      <Icon name="lock" size={13} />
      {text}
    </span>
  );
}

function ignore() {}
