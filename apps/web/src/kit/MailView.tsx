import { useLayoutEffect, useRef } from 'react';
import { drawMail } from './mail-document.ts';
import css from './MailView.module.css';
import { useSay } from './sentence.ts';
import { Tabs } from './Tabs.tsx';
import { styleNonce } from './theme.ts';

type MailViewProps = { mail: { from?: string; to?: string; subject: string; text: string; html: string } };

/** A mail as its reader gets it: head, HTML and plain text. Its links lead nowhere here. */
export function MailView({ mail }: MailViewProps) {
  const say = useSay();
  return (
    <div className={css.mail}>
      <dl className={css.head}>
        {mail.from === undefined ? null : <HeadLine term={say('kit.mail.from')} is={mail.from} />}
        {mail.to === undefined ? null : <HeadLine term={say('kit.mail.to')} is={mail.to} />}
        <div>
          <dt>{say('kit.mail.subject')}</dt>
          <dd className={css.subject}>{mail.subject}</dd>
        </div>
      </dl>
      <Tabs
        label={say('kit.mail.views')}
        tabs={[
          { key: 'html', label: say('kit.mail.html'), panel: <MailSheet html={mail.html} /> },
          { key: 'text', label: say('kit.mail.text'), panel: <pre className={css.text}>{mail.text}</pre> },
        ]}
      />
    </div>
  );
}

function HeadLine({ term, is }: { term: string; is: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{is}</dd>
    </div>
  );
}

/** The HTML as a sheet of its own, as high as its content. */
function MailSheet({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (place.current === null) return;
    drawMail(place.current.shadowRoot ?? place.current.attachShadow({ mode: 'open' }), html, styleNonce());
  }, [html]);
  return <div ref={place} className={css.sheet} />;
}
