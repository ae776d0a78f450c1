import type { Permission } from '@latchkey/domain/role';
import { byArea, meaningOf } from './permission-areas.ts';
import css from './Permissions.module.css';
import { useSay } from './sentence.ts';

type TermsProps = {
  permissions: readonly Permission[];
  /** Where each counts, if not everywhere (G5). */
  countsFor?: (permission: Permission) => string | undefined;
  /** Where they all count, as was said before: not said again of each. */
  known?: string | undefined;
};

/** Permissions by their areas, each with what it lets somebody do: to read. */
export function PermissionTerms({ permissions, countsFor = () => undefined, known }: TermsProps) {
  const say = useSay();
  return (
    <div className={css.areas}>
      {byArea(permissions).map(({ area, permissions: these }) => (
        <div key={area}>
          <p className={css.areaName}>{say(`roles.area.${area}`)}</p>
          <dl className={css.grid}>
            {these.map((one) => (
              <div key={one} className={css.words}>
                <dt className={css.term}>{say(`kit.permission.${one}`)}</dt>
                <dd className={css.does}>{say(meaningOf(one, countsFor(one) !== undefined))}</dd>
                <Counts text={countsFor(one) === known ? undefined : countsFor(one)} />
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}

function Counts({ text }: { text: string | undefined }) {
  return text === undefined ? null : <dd className={css.counts}>{text}</dd>;
}
