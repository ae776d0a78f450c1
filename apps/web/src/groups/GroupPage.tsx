import { readUserGroup } from '@latchkey/contract/group';
import type { Reply } from '@latchkey/contract/operation';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { RefusedError } from '../kit/call.ts';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { Page } from '../kit/Page.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { sentenceOf, useSay } from '../kit/sentence.ts';
import { useMay, useOwnUserGroups } from '../kit/session.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { GroupAccess } from './GroupAccess.tsx';
import { GroupMembers } from './GroupMembers.tsx';
import { GroupPermissions } from './GroupPermissions.tsx';
import css from './Groups.module.css';
import { refuseAct, type Act } from './acts.ts';
import { useMenu } from './use-menu.ts';

const AskedDialog = lazy(async () => ({ default: (await import('./AskedDialog.tsx')).AskedDialog }));

export type GroupRead = Reply<typeof readUserGroup>;

/** One user group: where it stands, what it opens and lets do, what is below it, and who is in it (G1, G2). */
export function GroupPage() {
  const groupId = useParams({ strict: false, select: (params: { groupId?: string }) => params.groupId }) ?? '';
  const { data: group, error, refetch } = useCall(readUserGroup, { params: { group_id: groupId } });
  const mayManage = useMay('groups.manage');
  const [act, setAct] = useState<Act>();
  const { to } = useNavigation();
  const accountId = useAccountId() ?? '';
  if (error instanceof RefusedError && error.refusal.code === 'not-found') return <Gone />;
  if (group === undefined)
    return (
      <Page title={'\u00a0'} lead={<Way above={[]} />}>
        {error === null ? <Skeleton lines={8} /> : <FailedState error={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={group.name}
      lead={<Way above={group.above} />}
      actions={mayManage ? <Acts group={group} onAct={setAct} /> : undefined}
    >
      <Stack gap="wide">
        <div className={css.cards}>
          <Stack>
            <GroupAccess group={group} />
            <Below group={group} onNew={mayManage ? () => setAct('new') : undefined} />
          </Stack>
          <GroupPermissions group={group} />
        </div>
        <GroupMembers key={group.id} group={group} mayManage={mayManage} />
      </Stack>
      {act === undefined ? null : (
        <Suspense fallback={null}>
          <AskedDialog
            asked={{ act, group }}
            onGone={() => to({ to: '/a/$accountId/groups', params: { accountId } })}
            onClose={() => setAct(undefined)}
          />
        </Suspense>
      )}
    </Page>
  );
}

/** Where the group stands for who looks at it. */
function useStanding({ id, above, below }: GroupRead) {
  const isOwnTop = useOwnUserGroups('groups.manage')?.some((top) => top.id === id) ?? false;
  return { level: above.length + 1, isParent: below.length > 0, isOwnTop };
}

/** The acts on the group itself; a new one below it is made where those below it are shown. */
function Acts({ group, onAct }: { group: GroupRead; onAct: (act: Act) => void }) {
  const menu = useMenu()(useStanding(group), onAct);
  return menu
    .filter(({ key }) => key !== 'new')
    .map(({ key, label, icon, refused, onPick }) => (
      <Button key={key} refused={refused} onClick={onPick} {...(icon === undefined ? {} : { icon })}>
        {label}
      </Button>
    ));
}

/** The way to the group from the top, each above it a link. */
function Way({ above }: { above: GroupRead['above'] }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <span className={css.way}>
      <Link to="/a/$accountId/groups" params={{ accountId }}>
        {say('groups.page.all')}
      </Link>
      {above.map(({ id, name }) => (
        <span key={id}>
          <span aria-hidden="true">› </span>
          <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: id }}>
            {name}
          </Link>
        </span>
      ))}
    </span>
  );
}

/** The groups directly below, by name, with how many are in each. */
function Below({ group, onNew }: { group: GroupRead; onNew: (() => void) | undefined }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const refusal = refuseAct('new', useStanding(group));
  return (
    <Card
      title={say('groups.below')}
      actions={
        onNew === undefined ? undefined : (
          <Button
            small
            icon="plus"
            onClick={onNew}
            refused={refusal === undefined ? undefined : sentenceOf(say, refusal)}
          >
            {say('groups.act.new')}
          </Button>
        )
      }
    >
      {group.below.length === 0 ? (
        <Text dim>{say('groups.below.none')}</Text>
      ) : (
        <ul className={css.list}>
          {group.below.map(({ id, name, members }) => (
            <li key={id}>
              <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: id }}>
                {name}
              </Link>
              <span className={css.dim}>{say('groups.members', { count: members })}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Gone() {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <Page title={say('groups.page.gone.title')} narrow>
      <Text>{say('groups.page.gone.text')}</Text>
      <Row>
        <Link to="/a/$accountId/groups" params={{ accountId }}>
          {say('groups.page.all')}
        </Link>
      </Row>
    </Page>
  );
}
