import { Page } from '../kit/Page.tsx';

/** Home. */
export function HomePage() {
  return <Page title="Home">{null}</Page>;
}
