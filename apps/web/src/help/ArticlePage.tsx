import { isHelpSlug, relatedArticles, type Help, type HelpArticle, type HelpSlug } from '@latchkey/messages/help';
import { useLocation, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Icon } from '../kit/Icon.tsx';
import { Page } from '../kit/Page.tsx';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { Answer } from './Answer.tsx';
import css from './Help.module.css';
import { AsideSection, MoreHelp } from './HelpAside.tsx';
import { AllHelpLink, HelpLink } from './HelpLink.tsx';
import { useHelp } from './use-help.ts';

/** One article of the help: its questions with their answers, and where to read on. */
export function ArticlePage() {
  const slug = useParams({ strict: false, select: (params: { slug?: string }) => params.slug ?? '' });
  return isHelpSlug(slug) ? <Known key={slug} slug={slug} /> : <Unknown />;
}

function Known({ slug }: { slug: HelpSlug }) {
  const say = useSay();
  const { help, error, retry } = useHelp();
  const article = help?.[slug];
  useWayToQuestion(article);
  return (
    <div className={css.page}>
      <Back />
      <Page title={article?.title ?? say('help.title')} lead={article?.lead ?? '\u00a0'}>
        {help === undefined || article === undefined ? (
          <Coming error={error} retry={retry} />
        ) : (
          <Article slug={slug} help={help} article={article} />
        )}
      </Page>
    </div>
  );
}

function Article({ slug, help, article }: { slug: HelpSlug; help: Help; article: HelpArticle }) {
  const say = useSay();
  const questions = Object.entries(article.questions);
  return (
    <div className={css.columns}>
      <div className={css.text}>
        {questions.map(([key, { ask, answer }]) => (
          <div key={key} className={css.question}>
            <h2 id={key} tabIndex={-1} className={css.ask}>
              {ask}
            </h2>
            <Answer answer={answer} />
          </div>
        ))}
      </div>
      <aside className={css.aside}>
        <div className={css.here}>
          <AsideSection title={say('help.here')}>
            <ul className={css.links}>
              {questions.map(([key, { ask }]) => (
                <li key={key}>
                  <HelpLink slug={slug} question={key}>
                    {ask}
                  </HelpLink>
                </li>
              ))}
            </ul>
          </AsideSection>
        </div>
        <AsideSection title={say('help.related')}>
          <ul className={css.links}>
            {relatedArticles[slug].map((other) => (
              <li key={other}>
                <HelpLink slug={other}>{help[other].title}</HelpLink>
              </li>
            ))}
          </ul>
        </AsideSection>
        <MoreHelp page={article.title} />
      </aside>
    </div>
  );
}

function Unknown() {
  const say = useSay();
  return (
    <Page title={say('help.unknown.title')} lead={say('help.unknown.text')}>
      <Back />
    </Page>
  );
}

function Back() {
  const say = useSay();
  return (
    <p>
      <AllHelpLink className={css.back}>
        <Icon name="left" size={16} />
        {say('help.all')}
      </AllHelpLink>
    </p>
  );
}

function Coming({ error, retry }: { error: Error | null; retry: () => void }) {
  return error === null ? <Skeleton lines={9} /> : <FailedState error={error} onRetry={retry} />;
}

/** Leads to the question that the address names, once it is there: into sight, and for who reads with the keyboard or by ear. */
function useWayToQuestion(article: HelpArticle | undefined) {
  const question = useLocation({ select: ({ hash }) => hash });
  const isThere = article !== undefined && Object.hasOwn(article.questions, question);
  useEffect(() => {
    if (!isThere) return;
    const heading = document.getElementById(question);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  }, [question, isThere]);
}
