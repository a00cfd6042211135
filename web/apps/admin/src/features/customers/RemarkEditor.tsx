import type { Relation } from '@lingqu/api';
import { useState } from 'react';
import { Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button } from '@/shared/ui';

import css from './Customer.module.css';
import { useRemark } from './useRemark';
import { detailWords } from './words/detail';

/** WeCom keeps at most so many characters of a remark. */
const LONGEST = 20;

interface EditorProps {
  customerId: number;
  relation: Relation;
  onDone: () => void;
}

export function RemarkEditor({ customerId, relation, onDone }: EditorProps) {
  const { t } = useWords(detailWords);
  const said = useSaid();
  const [remark, setRemark] = useState(relation.remark ?? '');
  const save = useRemark(customerId);
  const submit = () =>
    save.mutate(
      { staff_id: relation.staff_id, remark: remark.trim() },
      {
        onSuccess: () => {
          said.done(t('remarkSaved'));
          onDone();
        },
        onError: said.failed,
      },
    );
  return (
    <div className={css.edit} role="group" aria-label={t('editRemark')}>
      <Input
        value={remark}
        onChange={setRemark}
        maxlength={LONGEST}
        autofocus
        onEnter={submit}
        placeholder=""
      />
      <Button size="medium" loading={save.isPending} onClick={submit}>
        {t('save')}
      </Button>
      <Button size="medium" variant="outline" onClick={onDone}>
        {t('cancel')}
      </Button>
    </div>
  );
}
