import { Page } from '../kit/Page.tsx';

/** The person. */
export function PersonPage() {
  return <Page title="My account">{null}</Page>;
}
