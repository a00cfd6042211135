import type { EventDoor, EventKey } from '@lingqu/api';
import { useState } from 'react';
import { Popconfirm } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import {
  Ago,
  Button,
  type Column,
  CopyField,
  DataTable,
  Empty,
  Instant,
  Page,
  Panel,
  Resource,
  Stat,
  Stats,
  StateTag,
  text,
} from '@/shared/ui';

import css from './EventDoor.module.css';
import { eventWords } from './words/eventDoor';
import { FreshKey, TurnKey } from './EventKeys';
import { HowToTell } from './HowToTell';
import { useEndFormerKey, useEventDoor } from './useEventDoor';

/** Where a corp's own servers tell events: the address, the key, and what became of what was told. */
export default function EventDoorPage() {
  const { t } = useWords(eventWords);
  const door = useEventDoor();
  const [fresh, setFresh] = useState<EventKey | null>(null);
  const turn = door.data?.made_at != null && <TurnKey door={door.data} onMade={setFresh} />;
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={turn}>
      <Resource query={door}>
        {(found) => (
          <div className={css.stack}>
            {fresh !== null && <FreshKey made={fresh} onKept={() => setFresh(null)} />}
            <Door door={found} onMade={setFresh} />
            {found.made_at !== null && <Counts door={found} />}
            {found.made_at !== null && <Names door={found} />}
            <Panel title={t('how')}>
              <HowToTell url={found.url} />
            </Panel>
          </div>
        )}
      </Resource>
    </Page>
  );
}

function Door({ door, onMade }: { door: EventDoor; onMade: (made: EventKey) => void }) {
  const { t } = useWords(eventWords);
  return (
    <Panel title={t('door')}>
      <CopyField label={t('url')} value={door.url} />
      {door.made_at === null ? (
        <Empty title={t('none')} text={t('noneText')} act={<TurnKey door={door} onMade={onMade} />} />
      ) : (
        <ul className={css.keys}>
          <li className={css.key}>
            <b>{t('key')}</b>
            <StateTag tone="good">{t('good')}</StateTag>
            <span>
              {t('madeAt')} <Ago at={door.made_at} />
            </span>
            <Used at={door.used_at} />
          </li>
          {door.former_until !== null && <Former until={door.former_until} usedAt={door.former_used_at} />}
        </ul>
      )}
    </Panel>
  );
}

function Former({ until, usedAt }: { until: string; usedAt: string | null }) {
  const { t } = useWords(eventWords);
  const said = useSaid();
  const end = useEndFormerKey();
  const confirm = () =>
    end.mutate(undefined, { onSuccess: () => said.done(t('ended')), onError: said.failed });
  return (
    <li className={css.key}>
      <b>{t('former')}</b>
      <StateTag tone="warn">{t('ending')}</StateTag>
      <span>
        {t('until')} <Instant at={until} />
      </span>
      <Used at={usedAt} />
      <Popconfirm content={t('endAsk')} theme="danger" onConfirm={confirm}>
        <Button variant="outline" size="small" loading={end.isPending}>
          {t('end')}
        </Button>
      </Popconfirm>
    </li>
  );
}

function Used({ at }: { at: string | null }) {
  const { t } = useWords(eventWords);
  return (
    <span>
      {at === null ? (
        t('never')
      ) : (
        <>
          {t('usedAt')} <Ago at={at} />
        </>
      )}
    </span>
  );
}

function Counts({ door }: { door: EventDoor }) {
  const { t } = useWords(eventWords);
  const { number } = useFormat();
  return (
    <section aria-label={t('told')}>
      <h2 className={css.heading}>{t('told')}</h2>
      <Stats>
        <Stat label={t('facts')} value={number(door.facts)} unit={t('unit')} />
        <Stat label={t('waiting')} value={number(door.waiting)} unit={t('unit')} note={t('waitingNote')} />
        <Stat
          label={t('unmatched')}
          value={number(door.unmatched)}
          unit={t('unit')}
          note={t('unmatchedNote')}
        />
      </Stats>
    </section>
  );
}

function Names({ door }: { door: EventDoor }) {
  const { t } = useWords(eventWords);
  const columns: Column<EventDoor['names'][number]>[] = [
    { key: 'name', title: t('name'), width: 320, cell: (row) => <code>{row.name}</code> },
    {
      key: 'properties',
      title: t('properties'),
      cell: (row) => <span className={text.quiet}>{row.properties.join(' · ')}</span>,
    },
  ];
  return (
    <Panel title={t('names')} flush>
      <DataTable label={t('names')} columns={columns} rows={door.names} rowKey={(row) => row.name} />
    </Panel>
  );
}
