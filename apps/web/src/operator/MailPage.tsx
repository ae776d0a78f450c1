import { Page } from '../kit/Page.tsx';

/** The mail server. */
export function MailPage() {
  return <Page title="Mail">{null}</Page>;
}
