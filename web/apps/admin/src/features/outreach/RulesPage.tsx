import type { Rules } from '@lingqu/api';
import { useState } from 'react';
import { Alert } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, Page, Panel, Resource } from '@/shared/ui';

import { FreezeSwitch } from './FreezeSwitch';
import { FrozenBanner } from './FrozenBanner';
import { faultedBy, formOf, type RulesForm } from './rules';
import css from './Rules.module.css';
import { RulesCaps } from './RulesCaps';
import { RulesQuiet } from './RulesQuiet';
import { RulesShape } from './RulesShape';
import { RulesShares } from './RulesShares';
import { useRules, useSetRules } from './useRules';
import { rulesWords } from './words/rules';

/** What bounds every programme: caps, hours, shares, approval; and the switch that stops everything. */
export default function RulesPage() {
  const { t } = useWords(rulesWords);
  const rules = useRules();
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={<FreezeSwitch />}>
      <FrozenBanner />
      <Resource query={rules}>{(found) => <Editor rules={found} />}</Resource>
    </Page>
  );
}

function Editor({ rules }: { rules: Rules }) {
  const { t } = useWords(rulesWords);
  const readOnly = !useMay('connect');
  const said = useSaid();
  const set = useSetRules();
  const [edited, setEdited] = useState<RulesForm | null>(null);
  const saved = formOf(rules);
  const form = edited ?? saved;
  const changed = edited !== null && JSON.stringify(edited) !== JSON.stringify(saved);
  const fields = {
    form,
    readOnly,
    faulted: faultedBy(set.error),
    onChange: (part: Partial<RulesForm>) => {
      if (set.isError) set.reset();
      setEdited({ ...form, ...part });
    },
  };
  const save = () =>
    set.mutate(form, {
      onSuccess: () => {
        setEdited(null);
        said.done(t('saved'));
      },
      onError: (error) => faultedBy(error) === null && said.failed(error),
    });
  const undo = () => {
    set.reset();
    setEdited(null);
  };
  return (
    <>
      {readOnly && <Alert className={css.readOnly ?? ''} theme="info" message={t('readOnly')} />}
      <div className={css.grid}>
        <Panel title={t('shape')} note={t('shapeNote')}>
          <RulesShape {...fields} />
        </Panel>
        <Panel title={t('caps')} note={t('capsNote')}>
          <RulesCaps of="caps" {...fields} />
        </Panel>
        <Panel title={t('groupCaps')} note={t('groupCapsNote')}>
          <RulesCaps of="group_caps" {...fields} />
        </Panel>
        <Panel title={t('quiet')} note={t('quietNote')}>
          <RulesQuiet {...fields} />
        </Panel>
        <Panel title={t('shares')}>
          <RulesShares {...fields} />
        </Panel>
      </div>
      {changed && (
        <div className={css.bar} role="status">
          <span>{t('unsaved')}</span>
          <Button variant="outline" onClick={undo}>
            {t('undo')}
          </Button>
          <Button loading={set.isPending} onClick={save}>
            {t('save')}
          </Button>
        </div>
      )}
    </>
  );
}
