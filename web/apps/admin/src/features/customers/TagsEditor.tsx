import type { Relation } from '@lingqu/api';
import { useState } from 'react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button } from '@/shared/ui';

import css from './Customer.module.css';
import { TagSelect } from './TagSelect';
import { useRetag } from './useRetag';
import { detailWords } from './words/detail';

interface EditorProps {
  customerId: number;
  relation: Relation;
  onDone: () => void;
}

/** Choose the tags this relation should have; only what changed is granted and withdrawn. */
export function TagsEditor({ customerId, relation, onDone }: EditorProps) {
  const { t } = useWords(detailWords);
  const said = useSaid();
  const before = relation.tags.filter((tag) => tag.status !== 'withdrawing').map((tag) => tag.tag_id);
  const [chosen, setChosen] = useState(before);
  const retag = useRetag(customerId);
  const grant = chosen.filter((tag) => !before.includes(tag));
  const withdraw = before.filter((tag) => !chosen.includes(tag));
  const submit = () =>
    retag.mutate(
      { staff_id: relation.staff_id, grant, withdraw },
      {
        onSuccess: () => {
          said.done(t('tagsSaved'));
          onDone();
        },
        onError: said.failed,
      },
    );
  return (
    <div className={css.edit} role="group" aria-label={t('editTags')}>
      <TagSelect value={chosen} onChange={setChosen} />
      <Button disabled={grant.length + withdraw.length === 0} loading={retag.isPending} onClick={submit}>
        {t('save')}
      </Button>
      <Button variant="outline" onClick={onDone}>
        {t('cancel')}
      </Button>
    </div>
  );
}
