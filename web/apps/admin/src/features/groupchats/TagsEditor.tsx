import type { Groupchat } from '@lingqu/api';
import { useState } from 'react';
import { Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button } from '@/shared/ui';

import css from './Groupchats.module.css';
import { useGroupchatTags, useTagGroupchat } from './useGroupchatTags';
import { groupchatWords } from './words/groupchats';

/** Choose the tags a group should have; only what changed is sent. */
export function TagsEditor({ group, onDone }: { group: Groupchat; onDone: () => void }) {
  const { t } = useWords(groupchatWords);
  const said = useSaid();
  const tags = useGroupchatTags();
  const retag = useTagGroupchat(group.groupchat_id);
  const before = group.tags.map((tag) => tag.tag_id);
  const [chosen, setChosen] = useState(before);
  const grant = chosen.filter((tag) => !before.includes(tag));
  const withdraw = before.filter((tag) => !chosen.includes(tag));
  const options = tags.data?.items.map(({ tag_id, name }) => ({ value: tag_id, label: name })) ?? [];
  const submit = () =>
    retag.mutate(
      { grant, withdraw },
      {
        onSuccess: () => {
          said.done(t('saved'));
          onDone();
        },
        onError: said.failed,
      },
    );
  return (
    <div className={css.edit} role="group" aria-label={t('editTags')}>
      <Select
        multiple
        filterable
        value={chosen}
        options={options}
        loading={tags.isPending}
        placeholder={t('pickTag')}
        empty={t('noTagsYet')}
        onChange={(value) => setChosen(value as number[])}
      />
      <div className={css.acts}>
        <Button disabled={grant.length + withdraw.length === 0} loading={retag.isPending} onClick={submit}>
          {t('save')}
        </Button>
        <Button variant="outline" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  );
}
