import type { GroupchatTag } from '@lingqu/api';
import { useState } from 'react';
import { DeleteIcon } from 'tdesign-icons-react';
import { Dialog, Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, Resource, text } from '@/shared/ui';

import css from './Groupchats.module.css';
import { useCreateGroupchatTag, useDeleteGroupchatTag, useGroupchatTags } from './useGroupchatTags';
import { groupchatWords } from './words/groupchats';

/** The server's limit for one tag name. */
const LONGEST = 30;

/** Create and delete tags for groups. */
export function ManageTags({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useWords(groupchatWords);
  const said = useSaid();
  const tags = useGroupchatTags();
  const remove = useDeleteGroupchatTag();
  // Here, not in the line: the line is gone before it could say that its tag is.
  const removeTag = (tagId: number) =>
    remove.mutate(tagId, { onSuccess: () => said.done(t('removed')), onError: said.failed });
  return (
    <Dialog
      header={t('manageTags')}
      visible={open}
      onClose={onClose}
      onConfirm={onClose}
      confirmBtn={t('done')}
      cancelBtn={null}
    >
      <p className={text.quiet}>{t('manageNote')}</p>
      <NewTag />
      <Resource
        query={tags}
        empty={({ items }) => items.length === 0 && <p className={text.quiet}>{t('noTagsYet')}</p>}
      >
        {({ items }) => (
          <ul className={css.tagList}>
            {items.map((tag) => (
              <TagLine key={tag.tag_id} tag={tag} busy={remove.isPending} onRemove={removeTag} />
            ))}
          </ul>
        )}
      </Resource>
    </Dialog>
  );
}

function NewTag() {
  const { t } = useWords(groupchatWords);
  const said = useSaid();
  const create = useCreateGroupchatTag();
  const [name, setName] = useState('');
  const given = name.trim();
  const submit = () =>
    create.mutate(given, {
      onSuccess: () => {
        said.done(t('created'));
        setName('');
      },
      onError: said.failed,
    });
  return (
    <form
      className={css.newTag}
      onSubmit={(event) => {
        event.preventDefault();
        if (given !== '') submit();
      }}
    >
      <Input value={name} onChange={setName} placeholder={t('newTag')} maxlength={LONGEST} />
      <Button type="submit" disabled={given === ''} loading={create.isPending}>
        {t('addTag')}
      </Button>
    </form>
  );
}

interface TagLineProps {
  tag: GroupchatTag;
  busy: boolean;
  onRemove: (tagId: number) => void;
}

function TagLine({ tag, busy, onRemove }: TagLineProps) {
  const { t } = useWords(groupchatWords);
  const [asking, setAsking] = useState(false);
  if (asking) {
    return (
      <li>
        <span>
          {t('removeTitle', { name: tag.name })} {t('removeText', { count: tag.groupchats })}
        </span>
        <Button variant="outline" loading={busy} onClick={() => onRemove(tag.tag_id)}>
          {t('removeTag', { name: tag.name })}
        </Button>
        <Button variant="text" onClick={() => setAsking(false)}>
          {t('cancel')}
        </Button>
      </li>
    );
  }
  return (
    <li>
      <span>{tag.name}</span>
      <small>{t('tagGroups', { count: tag.groupchats })}</small>
      <Button
        variant="text"
        shape="square"
        icon={<DeleteIcon />}
        aria-label={t('removeTag', { name: tag.name })}
        title={t('removeTag', { name: tag.name })}
        onClick={() => setAsking(true)}
      />
    </li>
  );
}
