import type { ReactNode } from 'react';
import css from './Page.module.css';
import { Row } from './Layout.tsx';
import { ButtonLink } from './Link.tsx';
import { Logo } from './Logo.tsx';
import { useNavigation } from './navigation.ts';
import { NoticeBanner } from './NoticeBanner.tsx';
import { Page } from './Page.tsx';
import { useSay } from './sentence.ts';
import { FailedState } from './States.tsx';

/** Where an address leads nowhere. */
export function NotFoundPage() {
  const say = useSay();
  return (
    <Alone>
      <p className={css.brand}>
        <Logo />
      </p>
      <Page title={say('kit.not-found.title')} lead={say('kit.not-found.text')} narrow>
        <Row>
          <ButtonLink to="/" look="primary">
            {say('kit.not-found.home')}
          </ButtonLink>
        </Row>
      </Page>
    </Alone>
  );
}

/** Where nothing could be loaded, not even the frame. */
export function FailedAlone(props: { error: unknown; reset: () => void }) {
  return (
    <Alone>
      <FailedPage {...props} />
    </Alone>
  );
}

function Alone({ children }: { children: ReactNode }) {
  return (
    <>
      <NoticeBanner />
      <main className={css.alone}>{children}</main>
    </>
  );
}

/** Where a page within a frame could not be loaded. */
export function FailedPage({ error, reset }: { error: unknown; reset: () => void }) {
  const say = useSay();
  const { refresh } = useNavigation();
  const retry = () => {
    reset();
    void refresh();
  };
  return (
    <Page title={say('kit.failed.title')} narrow>
      <FailedState error={error} onRetry={retry} />
    </Page>
  );
}
