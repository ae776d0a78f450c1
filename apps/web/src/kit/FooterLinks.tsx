import css from './FooterLinks.module.css';
import { useSay } from './sentence.ts';
import { useInstallation } from './session.ts';

const shown = ['imprint', 'terms', 'privacy'] as const;

/** What stands below every page (H2): the version, the pages of the operator that are set, and the licences of what others made. */
export function FooterLinks() {
  const say = useSay();
  const installation = useInstallation();
  // The room stays the same while it is on its way.
  if (installation === undefined) return <>&nbsp;</>;
  const { links, version } = installation;
  return (
    <ul className={css.links}>
      <li>{say('kit.footer.version', { version })}</li>
      {shown.map((name) =>
        links[name] === null ? null : (
          <li key={name}>
            <a className={css.link} href={links[name]} rel="noreferrer">
              {say(`kit.footer.${name}`)}
            </a>
          </li>
        ),
      )}
      <li>
        <a className={css.link} href="/licences.txt">
          {say('kit.footer.licences')}
        </a>
      </li>
    </ul>
  );
}
