import { Page } from '../kit/Page.tsx';

/** The outbox. */
export function OutboxPage() {
  return <Page title="Outbox">{null}</Page>;
}
