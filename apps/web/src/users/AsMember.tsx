import { Icon } from '../kit/Icon.tsx';
import { useSay } from '../kit/sentence.ts';
import css from './Invite.module.css';

/** What those invited are by who looks after some groups only: Members, since nobody gives what they do not hold for the whole account (G10). */
export function AsMember() {
  const say = useSay();
  return (
    <div className={css.fixed}>
      <span className={css.tickLabel}>{say('invite.role')}</span>
      <span className={css.fixedTo}>
        <Icon name="lock" size={14} />
        {say('kit.role.member')}
      </span>
      <span className={css.tickHint}>{say('invite.role.fixed')}</span>
    </div>
  );
}
