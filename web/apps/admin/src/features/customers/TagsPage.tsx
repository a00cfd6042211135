import type { TagGroup } from '@lingqu/api';
import { useState } from 'react';
import { AddIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { useTags } from '@/shared/tags';
import { Button, Empty, Page, Panel, Resource } from '@/shared/ui';

import { CreateTags } from './CreateTags';
import css from './TagsPage.module.css';
import { tagWords } from './words/tags';

export default function TagsPage() {
  const { t } = useWords(tagWords);
  const mayOperate = useMay('operate');
  const [creating, setCreating] = useState(false);
  const create = mayOperate && (
    <Button icon={<AddIcon />} onClick={() => setCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={create}>
      <Resource
        query={useTags()}
        empty={({ items }) =>
          items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} act={create} />
        }
      >
        {({ items }) => (
          <div className={css.groups}>
            {items.map((group) => (
              <Group key={group.group_id} group={group} />
            ))}
          </div>
        )}
      </Resource>
      <CreateTags open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function Group({ group }: { group: TagGroup }) {
  const { t } = useWords(tagWords);
  const { number } = useFormat();
  const foreign = group.tags.length > 0 && group.tags.every((tag) => !tag.ours);
  return (
    <Panel title={group.name} note={foreign ? t('foreign') : undefined}>
      <ul className={css.tags}>
        {group.tags.map((tag) => (
          <li key={tag.tag_id}>
            <span>{tag.name}</span>
            <b title={t('people', { count: tag.customers })}>{number(tag.customers)}</b>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
