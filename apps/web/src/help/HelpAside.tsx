import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useId, type ReactNode } from 'react';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { askAccount, profileName, useInstallation, useMe } from '../kit/session.ts';
import { recall } from '../kit/storage.ts';
import { destinationOf } from '../kit/where-to.ts';
import { helpLinksOf, mailTo } from './contact.ts';
import css from './Help.module.css';

/** Whom to ask when the help does not help (H1): the account's support contact, and what the operator has set. Nothing where there is neither. */
export function MoreHelp({ page }: { page: string }) {
  const say = useSay();
  const installation = useInstallation();
  const links = installation === undefined ? [] : helpLinksOf(installation.links);
  return (
    <>
      <Contact page={page} />
      {links.length === 0 ? null : (
        <AsideSection title={say('help.more')}>
          <ul className={css.links}>
            {links.map(({ place, href }) => (
              <li key={place}>
                <a className={css.link} href={href} target="_blank" rel="noreferrer">
                  {say(`help.more.${place}`)}
                </a>
              </li>
            ))}
          </ul>
        </AsideSection>
      )}
    </>
  );
}

/** A part of what stands beside the text. */
export function AsideSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.asideSection} aria-labelledby={id}>
      <h2 id={id} className={css.asideTitle}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** The support contact of the account one is in, or was in last. */
function Contact({ page }: { page: string }) {
  const say = useSay();
  const profile = useLastProfile();
  const path = useLocation({ select: ({ href }) => href });
  const installation = useInstallation();
  const accountId = profile?.account_id ?? '';
  const account = useQuery({ ...askAccount(accountId), enabled: accountId !== '' }).data;
  const contact = account?.support_contact ?? null;
  if (profile === undefined || account === undefined || contact === null) return null;
  const company = account.company_name;
  const href = mailTo(contact, {
    subject: say('help.contact.subject', { page, company }),
    page: window.location.origin + path,
    profile: profileName(say, profile),
    version: installation?.version ?? '',
  });
  return (
    <AsideSection title={say('help.contact')}>
      <p>{say('help.contact.text', { company })}</p>
      <p>
        <a className={css.link} href={href}>
          {say('help.contact.write', { contact })}
        </a>
      </p>
    </AsideSection>
  );
}

function useLastProfile() {
  const me = useMe();
  const accountId = useAccountId();
  const accounts = me?.profiles.map((profile) => profile.account_id);
  const last = accountId ?? recall('latchkey.profile');
  const destination = destinationOf({ isSetUp: true, accounts, last });
  return destination.to === 'account'
    ? me?.profiles.find((profile) => profile.account_id === destination.accountId)
    : undefined;
}
