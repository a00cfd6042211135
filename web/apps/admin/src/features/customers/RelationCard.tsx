import type { Relation } from '@lingqu/api';
import { useState } from 'react';
import { EditIcon } from 'tdesign-icons-react';

import { type KeyOf, useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Avatar, Button, Instant, StateTag, text } from '@/shared/ui';

import css from './Customer.module.css';
import { RemarkEditor } from './RemarkEditor';
import { TagsEditor } from './TagsEditor';
import { addWayWords } from './words/addWays';
import { detailWords } from './words/detail';

const DELETED: Partial<Record<string, 'deletedByCustomer' | 'deletedByStaff' | 'deletedByTransfer'>> = {
  customer: 'deletedByCustomer',
  staff: 'deletedByStaff',
  transfer: 'deletedByTransfer',
};

interface RelationCardProps {
  customerId: number;
  relation: Relation;
}

/** One member's relation with the customer: source, remark, tags. A dead relation is told, not edited. */
export function RelationCard({ customerId, relation }: RelationCardProps) {
  const { t } = useWords(detailWords);
  const { t: way } = useWords(addWayWords);
  const editable = useMay('operate') && relation.deleted_at === null;
  const [editing, setEditing] = useState<'tags' | 'remark' | null>(null);
  const key = `way.${relation.add_way}`;
  const source = way((key in addWayWords.zh ? key : 'way.0') as KeyOf<typeof addWayWords>);
  const channel = relation.channel === null ? '' : ` · ${t('fromChannel', { name: relation.channel.name })}`;
  const deletedBy = DELETED[relation.deleted_by ?? ''];
  const done = () => setEditing(null);
  const edit = (what: 'tags' | 'remark') =>
    editable && (
      <Button
        variant="text"
        shape="square"
        size="small"
        icon={<EditIcon />}
        aria-label={t(what === 'tags' ? 'editTags' : 'editRemark')}
        onClick={() => setEditing(what)}
      />
    );
  return (
    <article className={css.relation}>
      <div className={css.relationHead}>
        <Avatar name={relation.staff_name} seed={relation.staff_id} />
        <span className={text.pair}>
          <b>{relation.staff_name}</b>
          <small>{relation.shop_name}</small>
        </span>
        <StateTag tone={relation.deleted_at === null ? 'good' : 'muted'}>
          {t(relation.deleted_at === null ? 'live' : 'lost')}
        </StateTag>
      </div>
      <dl className={css.facts}>
        <div>
          <dt>{t('addedAt')}</dt>
          <dd>
            <Instant at={relation.added_at} />
            <div className={text.quiet}>{source + channel}</div>
          </dd>
        </div>
        {relation.deleted_at !== null && (
          <div>
            <dt>{t('deletedAt')}</dt>
            <dd>
              <Instant at={relation.deleted_at} />
              {deletedBy !== undefined && <div className={text.quiet}>{t(deletedBy)}</div>}
            </dd>
          </div>
        )}
        <div>
          <dt>{t('remark')}</dt>
          <dd>
            {editing === 'remark' ? (
              <RemarkEditor customerId={customerId} relation={relation} onDone={done} />
            ) : (
              <div className={css.value}>
                {relation.remark ?? <span className={text.quiet}>{t('noRemark')}</span>}
                {edit('remark')}
              </div>
            )}
          </dd>
        </div>
        {relation.description !== null && (
          <div>
            <dt>{t('description')}</dt>
            <dd>{relation.description}</dd>
          </div>
        )}
        {relation.phones.length > 0 && (
          <div>
            <dt>{t('phones')}</dt>
            <dd>{relation.phones.join(' · ')}</dd>
          </div>
        )}
        <div>
          <dt>{t('tags')}</dt>
          <dd>
            {editing === 'tags' ? (
              <TagsEditor customerId={customerId} relation={relation} onDone={done} />
            ) : (
              <div className={css.value}>
                <RelationTags tags={relation.tags} />
                {edit('tags')}
              </div>
            )}
          </dd>
        </div>
      </dl>
    </article>
  );
}

function RelationTags({ tags }: { tags: Relation['tags'] }) {
  const { t } = useWords(detailWords);
  if (tags.length === 0) return <span className={text.quiet}>{t('noTags')}</span>;
  return (
    <span className={css.chips}>
      {tags.map((tag) => (
        <span key={tag.tag_id} className={css.chip}>
          {tag.name}
          {tag.status !== 'granted' && <small>{t(tag.status)}</small>}
        </span>
      ))}
    </span>
  );
}
