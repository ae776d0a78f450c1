import { sendInvitation } from '@latchkey/contract/invitation';
import type { Reply } from '@latchkey/contract/operation';
import { languageNames, languages } from '@latchkey/domain/language';
import type { GrantableRole } from '@latchkey/domain/role';
import { lazy, Suspense, useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { SelectField, TextAreaField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { useOwnUserGroups } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';
import type { Kept } from './invite-draft.ts';
import { bodyOf, nextToLookAt, places, understoodIn, type Typed } from './invite.ts';
import css from './Invite.module.css';
import { focusLine, InviteLines } from './InviteLines.tsx';
import { InviteAddresses } from './InviteAddresses.tsx';
import { InviteGiven, type Given } from './InviteGiven.tsx';
import { InviteCount } from './InviteCount.tsx';

const InviteSummary = lazy(async () => ({ default: (await import('./InviteSummary.tsx')).InviteSummary }));
const MailPreview = lazy(async () => ({ default: (await import('./MailPreview.tsx')).MailPreview }));

type InviteFormProps = {
  start: Kept;
  roles: readonly GrantableRole[];
  onTyped: (typed: Typed, given: Given) => void;
  onSent: (typed: Typed, reply: Reply<typeof sendInvitation>, given: Given) => void;
};

/** Whom one act invites, with what was understood of it below, and the mail they will get beside it. What was typed stays whatever goes wrong. */
export function InviteForm({ start, roles, onTyped, onSent }: InviteFormProps) {
  const say = useSay();
  const own = useOwnUserGroups('users.manage');
  const list = useRef<HTMLUListElement>(null);
  const mail = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [access, setAccess] = useState(start.access);
  const [groups, setGroups] = useState(start.groups);
  const [isTried, setTried] = useState(false);
  const [permissions, setPermissions] = useState(start.permissions);
  const form = useForm({
    operation: sendInvitation,
    start: start.draft,
    toBody: (typed) => bodyOf(typed, access, groups, permissions),
    renamed: places,
    changes: ['member', 'account', 'role'],
    onDone: (reply, typed) => onSent(typed, reply, { access, groups, permissions }),
  });
  const { values } = form;
  const keep = useEffectEvent(onTyped);
  useEffect(() => keep(values, { access, groups, permissions }), [values, access, groups, permissions]);
  // A long list is read anew with every key; the field itself never waits for that.
  const text = useDeferredValue(values.text);
  const understood = useMemo(() => understoodIn(text), [text]);
  const { now, look } = understood;
  const goToNext = () => focusLine(list.current, nextToLookAt(understood, at));
  const isHomeless = own !== undefined && groups.length === 0;
  const submit = () => {
    setTried(true);
    if (now.length === 0 && look.length > 0) goToNext();
    else if (!isHomeless) form.submit();
  };

  return (
    <div className={css.columns}>
      <Card title={say('invite.form')}>
        <Form form={form} onSubmit={submit}>
          <InviteAddresses form={form} lines={understood.lines.length} onSend={submit} />
          <InviteCount understood={understood} onNext={goToNext} />
          <InviteLines ref={list} form={form} understood={understood} at={at} onAt={setAt} />
          <SelectField
            form={form}
            name="language"
            label={say('invite.language')}
            options={languages.map((value) => ({ value, label: languageNames[value] }))}
          />
          <InviteGiven
            {...{ form, roles, own }}
            given={{ access, groups, permissions }}
            isGroupMissing={isTried && isHomeless}
            onAccess={setAccess}
            onGroups={setGroups}
            onPermissions={setPermissions}
          />
          <TextAreaField form={form} name="note" label={say('invite.note')} hint={say('invite.note.hint')} optional />
          <div className={css.below}>
            {say('invite.preview.below')}{' '}
            <Button look="quiet" small icon="down" onClick={() => mail.current?.focus()}>
              {say('invite.preview.go')}
            </Button>
          </div>
          {now.length === 0 ? null : (
            <Suspense fallback={<Skeleton lines={2} />}>
              <InviteSummary typed={values} {...{ access, groups, permissions }} />
            </Suspense>
          )}
          <Submit form={form} icon="mail">
            {say('invite.send', { count: now.length })}
          </Submit>
        </Form>
      </Card>
      <Suspense fallback={<Skeleton lines={6} />}>
        <MailPreview ref={mail} typed={values} to={now} at={at} onAt={setAt} />
      </Suspense>
    </div>
  );
}
