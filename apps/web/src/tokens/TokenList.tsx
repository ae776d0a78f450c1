import { endTokens, listTokens } from '@latchkey/contract/token';
import { useCallback, useMemo, useState } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import type { MenuEntry } from '../kit/MenuEntries.tsx';
import { useAct, useList } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { toastDone } from '../kit/toast.ts';
import css from './Tokens.module.css';
import { lostScopes, stateOf, type Token, type TokenKind } from './tokens.ts';

const stateNow = (token: Token) => stateOf(token, Date.now());
const idOf = (token: Token) => token.id;
const nameOf = (token: Token) => token.name;
const tones = { works: 'good', powerless: 'warn', expired: 'neutral', ended: 'neutral' } as const;

/** The tokens of one kind, newest first, each of which can be ended. */
export function TokenList({ kind }: { kind: TokenKind }) {
  const say = useSay();
  const list = useList(listTokens, { query: { kind } });
  const [ending, setEnding] = useState<Token>();
  const columns = useColumns(kind);
  const menuOf = useCallback(
    (token: Token): readonly MenuEntry[] =>
      stateNow(token) === 'ended'
        ? []
        : [{ key: 'end', label: say('tokens.end'), icon: 'trash', danger: true, onPick: () => setEnding(token) }],
    [say],
  );
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <>
      <Table
        label={say('tokens.title')}
        {...{ columns, idOf, nameOf, menuOf }}
        rows={list.rows}
        isPending={list.isPending}
        empty={
          <EmptyState icon="key" title={say('tokens.empty')}>
            <Text>{say('tokens.empty.text')}</Text>
          </EmptyState>
        }
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {ending === undefined ? null : <EndDialog token={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function EndDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const say = useSay();
  const { act, isActing, error } = useAct(endTokens, {
    onDone: () => {
      onClose();
      toastDone(say('tokens.ended', { name: token.name }));
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={say('tokens.end.title', { name: token.name })}
      confirm={say('tokens.end')}
      busy={isActing}
      error={error}
      onConfirm={() => act({ body: { items: [{ token_id: token.id }] } })}
      onClose={onClose}
    >
      <Text>{say('tokens.end.text')}</Text>
    </ConfirmDialog>
  );
}

function useColumns(kind: TokenKind): readonly Column<Token>[] {
  const say = useSay();
  return useMemo(
    () => [
      {
        key: 'name',
        head: say('tokens.name'),
        width: 'grow',
        cell: (token) => <Name token={token} isShared={kind === 'account'} />,
      },
      { key: 'scopes', head: say('tokens.scopes'), wideOnly: true, cell: (token) => <ScopeNames token={token} /> },
      { key: 'used', head: say('tokens.last-used'), wideOnly: true, cell: (token) => <When at={token.last_used_at} /> },
      { key: 'expires', head: say('tokens.expires'), wideOnly: true, cell: (token) => <When at={token.expires_at} /> },
      { key: 'state', head: say('tokens.state'), cell: (token) => <State token={token} /> },
    ],
    [say, kind],
  );
}

function Name({ token, isShared }: { token: Token; isShared: boolean }) {
  const say = useSay();
  return (
    <span className={css.words}>
      <span>{token.name}</span>
      {isShared ? <span className={css.dim}>{say('tokens.by', { name: token.made_by.name })}</span> : null}
    </span>
  );
}

function ScopeNames({ token }: { token: Token }) {
  const say = useSay();
  if (token.scopes.length === 0) return <span className={css.dim}>{say('tokens.scopes.nothing')}</span>;
  const lost = lostScopes(token);
  return (
    <span className={css.words}>
      <span>{token.powers.map((scope) => say(`kit.permission.${scope}`)).join(', ')}</span>
      {lost.length === 0 ? null : (
        <span className={css.dim}>
          {say('tokens.scopes.lost', { scopes: lost.map((scope) => say(`kit.permission.${scope}`)).join(', ') })}
        </span>
      )}
    </span>
  );
}

function When({ at }: { at: string | null }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  if (at === null) return <span className={css.dim}>{say('tokens.never')}</span>;
  return (
    <time dateTime={at} title={dateTime(at)}>
      {ago(at)}
    </time>
  );
}

function State({ token }: { token: Token }) {
  const say = useSay();
  const state = stateNow(token);
  return <Badge tone={tones[state]}>{say(`tokens.state.${state}`)}</Badge>;
}
