import type { Grant, TagGroup } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { AddIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useAllGrants } from '@/shared/grants';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { useTags } from '@/shared/tags';
import { Button, Empty, Page, Panel, Resource } from '@/shared/ui';

import { CreateTags } from './CreateTags';
import { StagesPanel } from './StagesPanel';
import { ConsentRulesPanel } from './ConsentRulesPanel';
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
      <StagesPanel />
      <ConsentRulesPanel />
      <CreateTags open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function Group({ group }: { group: TagGroup }) {
  const { t } = useWords(tagWords);
  const automatic = useAutomatic();
  const { number } = useFormat();
  const foreign = group.tags.length > 0 && group.tags.every((tag) => !tag.ours);
  return (
    <Panel title={group.name} note={foreign ? t('foreign') : undefined}>
      <ul className={css.tags}>
        {group.tags.map((tag) => (
          <li key={tag.tag_id}>
            <span>{tag.name}</span>
            <Automatic segments={automatic.get(tag.tag_id)} />
            <b title={t('people', { count: tag.customers })}>{number(tag.customers)}</b>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const NONE: Grant[] = [];

/** tag_id → the segments that give it by themselves now. */
function useAutomatic(): ReadonlyMap<number, Grant[]> {
  const grants = useAllGrants().data?.items ?? NONE;
  return useMemo(() => {
    const found = new Map<number, Grant[]>();
    for (const one of grants) {
      if (one.tag_id === null || one.state !== 'on') continue;
      found.set(one.tag_id, [...(found.get(one.tag_id) ?? []), one]);
    }
    return found;
  }, [grants]);
}

function Automatic({ segments }: { segments: Grant[] | undefined }) {
  const { t } = useWords(tagWords);
  const [first] = segments ?? NONE;
  if (segments === undefined || first === undefined) return null;
  const names = segments.map((one) => one.segment_name).join(' · ');
  return (
    <Link
      to="/segments/$segmentId"
      params={{ segmentId: first.segment_id }}
      className={css.automatic}
      title={t('automaticBy', { names })}
    >
      {t('automatic')}
    </Link>
  );
}
