import type { Groupchat } from '@lingqu/api';
import { useState } from 'react';
import { Alert } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, Button, Panel, Tags, text } from '@/shared/ui';

import css from './Groupchats.module.css';
import { TagsEditor } from './TagsEditor';
import { groupchatWords } from './words/groupchats';

/** What is known of a group: its owner, who is in it, when it was read, its tags. */
export function About({ group }: { group: Groupchat }) {
  const { t } = useWords(groupchatWords);
  const { customers, staff, others } = group;
  return (
    <Panel title={t('facts')}>
      {group.unreadable_errcode !== null && (
        <Alert
          theme="warning"
          style={{ marginBottom: 16 }}
          message={t('unreadableText', { errcode: String(group.unreadable_errcode) })}
        />
      )}
      <dl className={css.about}>
        <dt>{t('owner')}</dt>
        <dd>{group.owner?.name ?? t('noOwner')}</dd>
        <dt>{t('people')}</dt>
        <dd>
          {t('peopleOf', { total: customers + staff + others })}
          <small>{t('peopleNote', { customers, staff })}</small>
          {others > 0 && <small>{t('others', { count: others })}</small>}
        </dd>
        {group.created_at !== null && (
          <>
            <dt>{t('createdAt')}</dt>
            <dd>
              <Ago at={group.created_at} />
            </dd>
          </>
        )}
        {group.dismissed_at !== null && (
          <>
            <dt>{t('dismissedAt')}</dt>
            <dd>
              <Ago at={group.dismissed_at} />
            </dd>
          </>
        )}
        <dt>{t('lastRead')}</dt>
        <dd>{group.last_read_at === null ? t('neverRead') : <Ago at={group.last_read_at} />}</dd>
        <dt>{t('chatId')}</dt>
        <dd className={css.id}>{group.chat_id}</dd>
        <dt>{t('tags')}</dt>
        <dd>
          <GroupTags group={group} />
        </dd>
      </dl>
    </Panel>
  );
}

function GroupTags({ group }: { group: Groupchat }) {
  const { t } = useWords(groupchatWords);
  const mayOperate = useMay('operate');
  const [editing, setEditing] = useState(false);
  if (editing) return <TagsEditor group={group} onDone={() => setEditing(false)} />;
  return (
    <div className={css.tags}>
      {group.tags.length === 0 ? (
        <span className={text.quiet}>{t('noTags')}</span>
      ) : (
        <Tags tags={group.tags} max={12} />
      )}
      {mayOperate && (
        <Button variant="text" onClick={() => setEditing(true)}>
          {t('editTags')}
        </Button>
      )}
    </div>
  );
}
