import type { Permission } from '@latchkey/domain/role';
import { byArea } from './permission-areas.ts';
import css from './Permissions.module.css';
import { useSay } from './sentence.ts';

/** Permissions by their areas, each with what it lets somebody do: to read. */
export function PermissionTerms({ permissions }: { permissions: readonly Permission[] }) {
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
                <dd className={css.does}>{say(`roles.permission.${one}`)}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}
