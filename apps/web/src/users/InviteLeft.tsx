import type { PastedInvitee } from '@latchkey/domain/invitees';
import type { ReactNode } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { Card, Hidden, Stack, Text } from '../kit/Layout.tsx';
import { sentenceOf, useSay, type Say } from '../kit/sentence.ts';
import { useLeftActs, type Fate, type Fates } from './invite-acts.ts';
import { groupsOf, problemIn, type Sent } from './invite-result.ts';
import { MOST_IN_ONE_ACT } from './invite.ts';
import { InviteBox } from './InviteBox.tsx';
import css from './Invited.module.css';
import type { RefusedLine } from '../kit/bulk-lines.ts';

type Line = RefusedLine<PastedInvitee>;

/** Everything that was not sent, by what can be done about it; what can be done at once has its button. */
export function InviteLeft({ sent }: { sent: Sent }) {
  const say = useSay();
  const { fates, resend, reinstate } = useLeftActs();
  const groups = groupsOf(sent);
  const { look, over } = sent;
  return (
    <>
      <Group
        title={say('invite.left.bad', { count: look.length })}
        text={say('invite.left.kept')}
        lines={look.map((item) => ({ item, why: lookSentence(say, item) }))}
      />
      <Group
        title={say('invite.left.refused', { count: groups.other.length })}
        text={say('invite.left.kept')}
        lines={groups.other.map((line) => ({ item: line.item, why: whySentence(say, line) }))}
      />
      <ActGroup
        {...{ fates, act: 'resend', onAct: (lines) => void resend(lines) }}
        title={say('invite.left.invited', { count: groups['already-invited'].length })}
        text={say('invite.left.invited.text')}
        lines={groups['already-invited']}
      />
      <ActGroup
        {...{ fates, act: 'reinstate', onAct: (lines) => void reinstate(lines) }}
        title={say('invite.left.suspended', { count: groups['suspended-here'].length })}
        text={say('invite.left.suspended.text')}
        lines={groups['suspended-here']}
      />
      <Group
        title={say('invite.left.member', { count: groups['already-a-member'].length })}
        text={say('invite.left.member.text')}
        lines={groups['already-a-member'].map(({ item }) => ({ item }))}
      />
      <Group
        title={say('invite.left.over', { count: over.length })}
        text={say('invite.left.over.text', { most: MOST_IN_ONE_ACT })}
        lines={over.map((item) => ({ item }))}
      />
    </>
  );
}

type GroupProps = {
  title: string;
  text: string;
  actions?: ReactNode;
  lines: readonly { item: PastedInvitee; why?: string; end?: ReactNode }[];
};

function Group({ title, text, actions, lines }: GroupProps) {
  if (lines.length === 0) return null;
  return (
    <Card title={title} actions={actions}>
      <Stack>
        <Text dim small>
          {text}
        </Text>
        <InviteBox label={title} count={lines.length}>
          {lines.map(({ item, why, end }) => (
            <li key={item.line} className={css.line}>
              <span className={css.words}>
                <strong>{item.email ?? item.text}</strong>
                {why === undefined ? null : (
                  <Text dim small>
                    {why}
                  </Text>
                )}
              </span>
              {end}
            </li>
          ))}
        </InviteBox>
      </Stack>
    </Card>
  );
}

type ActGroupProps = {
  title: string;
  text: string;
  act: 'resend' | 'reinstate';
  lines: readonly Line[];
  fates: Fates;
  onAct: (lines: readonly Line[]) => void;
};

function ActGroup({ title, text, act, lines, fates, onAct }: ActGroupProps) {
  const say = useSay();
  const open = lines.filter(({ item }) => fates.get(item.line) === undefined);
  return (
    <Group
      title={title}
      text={text}
      actions={
        open.length > 1 ? (
          <Button small onClick={() => onAct(open)}>
            {say(`invite.act.${act}.all`, { count: open.length })}
          </Button>
        ) : undefined
      }
      lines={lines.map((line) => ({
        item: line.item,
        end: <ActEnd {...{ act, line, fate: fates.get(line.item.line), onAct }} />,
      }))}
    />
  );
}

type ActEndProps = {
  act: 'resend' | 'reinstate';
  line: Line;
  fate: Fate | undefined;
  onAct: (lines: readonly Line[]) => void;
};

/** The button of a line, and in its place what came of it. */
function ActEnd({ act, line, fate, onAct }: ActEndProps) {
  const say = useSay();
  if (fate === 'done') return <Badge tone="good">{say(`invite.act.${act}.done`)}</Badge>;
  if (fate !== undefined && fate !== 'acting') return <Badge tone="warn">{sentenceOf(say, fate)}</Badge>;
  return (
    <Button small busy={fate === 'acting'} onClick={() => onAct([line])}>
      {say(`invite.act.${act}`)}
      <Hidden> {line.item.email ?? line.item.text}</Hidden>
    </Button>
  );
}

function lookSentence(say: Say, { problem = 'not-an-address', duplicateOf = 0 }: PastedInvitee): string {
  return say(`invite.problem.${problem}`, { line: duplicateOf });
}

/** Why the API refused a line; of one it could not read, what is wrong in it. */
function whySentence(say: Say, { refusal }: Line): string {
  // The address is there; what was chosen for it is not.
  if (refusal.code === 'not-found') return say('invite.left.gone');
  const problem = problemIn(refusal);
  return problem === 'unprintable' || problem === 'too-long' || problem === 'email'
    ? say(`problem.${problem}`)
    : sentenceOf(say, refusal);
}
