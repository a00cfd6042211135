import type { ConsentRules } from '@lingqu/api';
import { Popconfirm } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, CopyField, Panel, Resource, StateTag, text } from '@/shared/ui';

import css from './Consent.module.css';
import { useConsentRules, useWriteConsentRules } from './useConsentRules';
import { consentWords } from './words/consent';

type Rule = ConsentRules['rules'][number];

/** What holds for customers who said nothing, and where they say something themselves. */
export function ConsentRulesPanel() {
  const { t } = useWords(consentWords);
  return (
    <Panel title={t('rules')} note={t('rulesNote')} className={css.panel ?? ''}>
      <Resource query={useConsentRules()}>
        {({ rules, page_url }) => (
          <>
            <ul className={css.rules}>
              {rules.map((one) => (
                <RuleLine key={one.purpose} one={one} rules={rules} />
              ))}
            </ul>
            {page_url !== null && (
              <>
                <CopyField label={t('page')} value={page_url} />
                <p className={text.quiet}>{t('pageNote')}</p>
              </>
            )}
          </>
        )}
      </Resource>
    </Panel>
  );
}

function RuleLine({ one, rules }: { one: Rule; rules: Rule[] }) {
  const { t } = useWords(consentWords);
  const { date } = useFormat();
  const said = useSaid();
  const mayConnect = useMay('connect');
  const write = useWriteConsentRules();
  const turn = () => {
    const allows = (purpose: Rule['purpose']) =>
      rules.some((rule) => rule.purpose === purpose && rule.silence_allows !== (rule === one));
    write.mutate(
      { service: allows('service'), marketing: allows('marketing') },
      { onSuccess: () => said.done(t('rulesSaved')), onError: said.failed },
    );
  };
  return (
    <li>
      <b>{t(`${one.purpose}Long`)}</b>
      <span>
        <StateTag tone={one.silence_allows ? 'neutral' : 'warn'}>
          {t(one.silence_allows ? 'silence' : 'ask')}
        </StateTag>
        {one.since !== null && <small>{t('since', { day: date(one.since) })}</small>}
      </span>
      {mayConnect && (
        <Popconfirm content={t(one.silence_allows ? 'askConfirm' : 'allowConfirm')} onConfirm={turn}>
          <Button variant="text" theme="primary" loading={write.isPending}>
            {t(one.silence_allows ? 'ask' : 'silence')}
          </Button>
        </Popconfirm>
      )}
    </li>
  );
}
