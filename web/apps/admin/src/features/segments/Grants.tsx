import type { Grant } from '@lingqu/api';
import { useState } from 'react';
import { AddIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Button, Empty, Panel, Resource } from '@/shared/ui';

import { GrantDialog } from './GrantDialog';
import { GrantOffDialog } from './GrantOffDialog';
import { GrantRow } from './GrantRow';
import css from './Grants.module.css';
import { useGrants } from './useGrants';
import { grantWords } from './words/grants';

type Open = { what: 'new' } | { what: 'on' | 'off'; grant: Grant } | null;

/** What a segment gives to whoever is a member: each with its state, and how far it has come. */
export function Grants({ segmentId }: { segmentId: number }) {
  const { t } = useWords(grantWords);
  const mayOperate = useMay('operate');
  const grants = useGrants(segmentId);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const add = mayOperate && (
    <Button variant="outline" icon={<AddIcon />} onClick={() => setOpen({ what: 'new' })}>
      {t('add')}
    </Button>
  );
  const backlog = grants.data?.backlog;
  return (
    <Panel title={t('title')} note={t('note')} aside={grants.data?.items.length === 0 ? undefined : add}>
      <Resource
        query={grants}
        empty={({ items }) =>
          items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} act={add} />
        }
      >
        {({ items }) => (
          <ul className={css.list}>
            {items.map((grant) => (
              <GrantRow
                key={grant.grant_id}
                grant={grant}
                onSwitchOn={() => setOpen({ what: 'on', grant })}
                onSwitchOff={() => setOpen({ what: 'off', grant })}
              />
            ))}
          </ul>
        )}
      </Resource>
      {backlog !== undefined && backlog.marks > 0 && (
        <p className={css.quiet}>
          {t('backlog', { marks: backlog.marks, rate: backlog.per_minute, minutes: backlog.minutes })}
        </p>
      )}
      {open?.what === 'new' && <GrantDialog segmentId={segmentId} grant={null} onClose={close} />}
      {open?.what === 'on' && <GrantDialog segmentId={segmentId} grant={open.grant} onClose={close} />}
      {open?.what === 'off' && <GrantOffDialog segmentId={segmentId} grant={open.grant} onClose={close} />}
    </Panel>
  );
}
