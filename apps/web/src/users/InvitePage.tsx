import { Page } from '../kit/Page.tsx';

/** Inviting. */
export function InvitePage() {
  return <Page title="Invite">{null}</Page>;
}
