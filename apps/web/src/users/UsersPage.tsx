import { Page } from '../kit/Page.tsx';

/** The users. */
export function UsersPage() {
  return <Page title="Users">{null}</Page>;
}
