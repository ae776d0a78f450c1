import { helpGroups, type Help, type HelpGroup } from '@latchkey/messages/help';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { Page } from '../kit/Page.tsx';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import css from './Help.module.css';
import { MoreHelp } from './HelpAside.tsx';
import { HelpLink } from './HelpLink.tsx';
import { HelpSearch } from './HelpSearch.tsx';
import { helpSearchOf } from './address.ts';
import { useHelp } from './use-help.ts';

const groups = Object.keys(helpGroups) as HelpGroup[];

/** All articles of the help in their groups, and the search through them (H1). */
export function HelpPage() {
  const say = useSay();
  const { help, error, retry } = useHelp();
  return (
    <Page title={say('help.title')} lead={say('help.lead')}>
      {error !== null && help === undefined ? <FailedState error={error} onRetry={retry} /> : null}
      {help === undefined ? error === null ? <Skeleton lines={6} /> : null : <Searched help={help} />}
      <div className={css.below}>
        <MoreHelp page={say('help.title')} />
      </div>
    </Page>
  );
}

/** What is searched for stands in the address, so that Back leads to the results again. */
function Searched({ help }: { help: Help }) {
  const { search = '' } = helpSearchOf(useSearch({ strict: false }));
  const navigate = useNavigate();
  const change = (wanted: string) =>
    void navigate({ to: '.', search: wanted === '' ? {} : { search: wanted }, replace: true, resetScroll: false });
  return (
    <HelpSearch help={help} query={search} onChange={change}>
      <div className={css.groups}>
        {groups.map((group) => (
          <Group key={group} group={group} help={help} />
        ))}
      </div>
    </HelpSearch>
  );
}

function Group({ group, help }: { group: HelpGroup; help: Help }) {
  const say = useSay();
  const id = useId();
  return (
    <section className={css.group} aria-labelledby={id}>
      <h2 id={id} className={css.groupTitle}>
        {say(`help.group.${group}`)}
      </h2>
      <ul className={css.articles}>
        {helpGroups[group].map((slug) => (
          <li key={slug}>
            <HelpLink slug={slug} className={css.article}>
              <span className={css.articleTitle}>{help[slug].title}</span>
              <span className={css.articleLead}>{help[slug].lead}</span>
            </HelpLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
