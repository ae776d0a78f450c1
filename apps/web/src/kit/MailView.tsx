import { useMemo, useState, type SyntheticEvent } from 'react';
import { inertMail, paintMail } from './mail-document.ts';
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
          { key: 'html', label: say('kit.mail.html'), panel: <MailFrame html={mail.html} title={mail.subject} /> },
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

/**
 * The HTML in a frame of its own: sandboxed without scripts, so that nothing in it can run, and of our origin, so that its
 * inline styles can be set from here. As high as its content.
 */
function MailFrame({ html, title }: { html: string; title: string }) {
  const [painted, setPainted] = useState<{ html: string; height: number }>();
  const document = useMemo(() => inertMail(html, styleNonce()), [html]);
  const paint = (event: SyntheticEvent<HTMLIFrameElement>) => {
    const mail = event.currentTarget.contentDocument;
    if (mail === null) return;
    paintMail(mail);
    setPainted({ html, height: mail.documentElement.scrollHeight });
  };
  return (
    <iframe
      className={css.frame}
      title={title}
      sandbox="allow-same-origin"
      srcDoc={document}
      onLoad={paint}
      data-painted={painted?.html === html || undefined}
      style={{ height: painted?.height }}
    />
  );
}
