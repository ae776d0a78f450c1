import { postNotice } from '@latchkey/contract/operator';
import { LONGEST_NOTICE, noticeKinds } from '@latchkey/domain/notice';
import { SelectField, TextAreaField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card, Row } from '../kit/Layout.tsx';
import { MomentField } from '../kit/MomentField.tsx';
import { NoticeStrip } from '../kit/NoticeBanner.tsx';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import css from './Notices.module.css';
import { noticeOf, nothingTyped, problemsOfNotice } from './notices.ts';

/** Posts a notice, which is seen as everybody will see it while it is typed. */
export function NoticeForm({ onPosted }: { onPosted: () => void }) {
  const say = useSay();
  const form = useForm({
    operation: postNotice,
    start: nothingTyped,
    toBody: noticeOf,
    check: (typed) => problemsOfNotice(typed, new Date()),
    onDone: () => {
      toastDone(say('operator.notices.posted'));
      onPosted();
    },
  });
  const { kind, text } = form.values;
  const kinds = noticeKinds.map((value) => ({ value, label: say(`kit.notice.${value}`) }));
  const preview = { ...noticeOf(form.values), text: text.trim() === '' ? say('operator.notices.preview.empty') : text };
  return (
    <Card title={say('operator.notices.post.title')}>
      <Form form={form}>
        <SelectField form={form} name="kind" label={say('operator.notices.kind')} options={kinds} />
        <TextAreaField
          form={form}
          name="text"
          label={say('operator.notices.text')}
          hint={say('operator.notices.text.hint', { longest: LONGEST_NOTICE })}
          rows={3}
        />
        <div className={css.times}>
          <MomentField
            form={form}
            name="starts_at"
            label={say('operator.notices.starts')}
            hint={say(kind === 'maintenance' ? 'operator.notices.starts.maintenance' : 'operator.notices.starts.hint')}
            optional
          />
          <MomentField
            form={form}
            name="ends_at"
            label={say('operator.notices.ends')}
            hint={say('operator.notices.ends.hint')}
            optional
          />
        </div>
        <figure className={css.preview}>
          <figcaption className={css.caption}>{say('operator.notices.preview')}</figcaption>
          <NoticeStrip notice={preview} />
        </figure>
        <Row>
          <Submit form={form}>{say('operator.notices.post')}</Submit>
        </Row>
      </Form>
    </Card>
  );
}
