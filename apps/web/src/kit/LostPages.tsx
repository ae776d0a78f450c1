import css from './Page.module.css';
import { Row } from './Layout.tsx';
import { ButtonLink } from './Link.tsx';
import { Page } from './Page.tsx';
import { useSay } from './sentence.ts';
import { FailedState } from './States.tsx';

/** Where an address leads nowhere. */
export function NotFoundPage() {
  const say = useSay();
  return (
    <main className={css.alone}>
      <Page title={say('kit.not-found.title')} lead={say('kit.not-found.text')} narrow>
        <Row>
          <ButtonLink to="/" look="primary">
            {say('kit.not-found.home')}
          </ButtonLink>
        </Row>
      </Page>
    </main>
  );
}

/** Where a page could not be loaded at all. */
export function FailedPage({ error, reset }: { error: unknown; reset: () => void }) {
  const say = useSay();
  return (
    <Page title={say('kit.failed.title')} narrow>
      <FailedState error={error} onRetry={reset} />
    </Page>
  );
}
