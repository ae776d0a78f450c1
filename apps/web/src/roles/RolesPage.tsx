import { listRoles } from '@latchkey/contract/role';
import type { Reply } from '@latchkey/contract/operation';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { Notice } from '../kit/Notice.tsx';
import { Page } from '../kit/Page.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { sentenceOf, useSay } from '../kit/sentence.ts';
import { useAccount, useMay } from '../kit/session.ts';
import { EmptyState, FailedState, Skeleton } from '../kit/States.tsx';
import type { Asked } from './RoleDialogs.tsx';
import { RoleLine } from './RoleLine.tsx';
import css from './Roles.module.css';

const RoleDialogs = lazy(async () => ({ default: (await import('./RoleDialogs.tsx')).RoleDialogs }));

export type RoleList = Reply<typeof listRoles>;

/** The roles of the account: the built-in ones, and those made here, with what each lets somebody do (G5). */
export function RolesPage() {
  const say = useSay();
  const isKnown = useAccount() !== undefined;
  const mayManage = useMay('roles.manage');
  const { data, error, refetch } = useCall(listRoles, {});
  const [asked, setAsked] = useState<Asked>();
  return (
    <Page
      title={say('roles.title')}
      lead={say('roles.lead')}
      actions={
        mayManage && data !== undefined && data.custom.length > 0 ? (
          <Button look="primary" icon="plus" onClick={() => setAsked({ act: 'new' })}>
            {say('roles.new')}
          </Button>
        ) : undefined
      }
    >
      <Stack gap="wide">
        {isKnown && !mayManage && data !== undefined ? (
          <Notice title={say('roles.read-only')}>
            {sentenceOf(say, { code: 'not-permitted', permission: 'roles.manage' })}
          </Notice>
        ) : null}
        {data !== undefined ? (
          <Roles roles={data} onAsk={mayManage ? setAsked : undefined} />
        ) : error === null ? (
          <Skeleton lines={8} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )}
        <HelpLine />
      </Stack>
      {asked === undefined ? null : (
        <Suspense fallback={null}>
          <RoleDialogs asked={asked} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </Page>
  );
}

function HelpLine() {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <Row>
      <Link to="/a/$accountId/help/$slug" params={{ accountId, slug: 'roles' }} target="_blank">
        {say('roles.help')}
      </Link>
    </Row>
  );
}

type RolesProps = { roles: RoleList; onAsk: ((asked: Asked) => void) | undefined };

function Roles({ roles: { custom, built_in: builtIn }, onAsk }: RolesProps) {
  const say = useSay();
  return (
    <>
      <section className={css.section}>
        <h2 className={css.title}>{say('roles.custom')}</h2>
        {custom.length === 0 ? (
          <NoRoles onNew={onAsk === undefined ? undefined : () => onAsk({ act: 'new' })} />
        ) : (
          <div className={css.list}>
            {custom.map((role) => (
              <RoleLine key={role.id} {...role} filter={{ custom_role: role.id }}>
                {onAsk === undefined ? null : (
                  <Row gap="tight">
                    <Button small icon="pen" onClick={() => onAsk({ act: 'edit', role })}>
                      {say('roles.edit')}
                    </Button>
                    <Button small icon="trash" onClick={() => onAsk({ act: 'delete', role })}>
                      {say('roles.delete')}
                    </Button>
                  </Row>
                )}
              </RoleLine>
            ))}
          </div>
        )}
      </section>
      <section className={css.section}>
        <h2 className={css.title}>{say('roles.built-in')}</h2>
        <p className={css.dim}>{say('roles.built-in.locked')}</p>
        <div className={css.list}>
          {builtIn.map(({ role, ...held }) => (
            // Who has a custom role is a Member otherwise, and among them in the list, but is not counted here.
            <RoleLine
              key={role}
              name={say(`kit.role.${role}`)}
              isLocked
              filter={role === 'member' ? undefined : { role }}
              {...held}
            />
          ))}
        </div>
      </section>
    </>
  );
}

function NoRoles({ onNew }: { onNew: (() => void) | undefined }) {
  const say = useSay();
  return (
    <Card>
      <EmptyState icon="role" title={say('roles.custom.none.title')}>
        <Text>{say(onNew === undefined ? 'roles.custom.none.view' : 'roles.custom.none')}</Text>
        {onNew === undefined ? null : (
          <Button look="primary" icon="plus" onClick={onNew}>
            {say('roles.new')}
          </Button>
        )}
      </EmptyState>
    </Card>
  );
}
