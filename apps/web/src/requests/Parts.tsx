import { useCallback, type ReactNode } from 'react';
import { Row } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import { kindOf, type OpenRequest, type OwnRequest } from '../kit/wish.ts';
import css from './Requests.module.css';

type Asked = Pick<OwnRequest | OpenRequest, 'computer' | 'permission' | 'unlock'>;

/** Says what a request asks for. */
export function useThing(): (request: Asked) => string {
  const say = useSay();
  return useCallback(
    ({ computer, permission, unlock }) => {
      const name = permission === null ? (computer?.name ?? '') : say(`kit.permission.${permission}`);
      return say(`request.thing.${kindOf({ computer, permission, unlock })}`, { name });
    },
    [say],
  );
}

/** What a request asks for; a computer that one may see is a way to it. */
export function Thing({ request }: { request: Asked }) {
  const thing = useThing();
  const accountId = useAccountId() ?? '';
  const { computer } = request;
  const said = thing(request);
  if (computer === null || computer.name === null) return <span>{said}</span>;
  return (
    <Link to="/a/$accountId/computers/$computerId" params={{ accountId, computerId: computer.id }}>
      {said}
    </Link>
  );
}

/** What was written with a request, below what it asks for. */
export function Notes({ note, children }: { note: string; children: ReactNode }) {
  return (
    <span className={css.words}>
      {children}
      {note === '' ? null : <span className={css.note}>{note}</span>}
    </span>
  );
}

export function When({ at }: { at: string }) {
  const { ago, dateTime } = useFormats();
  return (
    <time dateTime={at} title={dateTime(at)}>
      {ago(at)}
    </time>
  );
}

/** Leads to the article of the help about requests. */
export function HelpLine() {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <Row>
      <Link to="/a/$accountId/help/$slug" params={{ accountId, slug: 'requests' }} target="_blank">
        {say('request.help')}
      </Link>
    </Row>
  );
}
