import type { Grant, GrantAsked } from '@lingqu/api';
import { useMemo, useState } from 'react';
import { Checkbox, Dialog, Radio, Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useStages } from '@/shared/stages';
import { useTags } from '@/shared/tags';
import { Button, Field } from '@/shared/ui';

import { GrantPreview } from './GrantPreview';
import { nameOf } from './GrantRow';
import css from './Grants.module.css';
import { cycleOf, useGrantAct, useGrantPreview } from './useGrants';
import { grantWords } from './words/grants';

interface GrantDialogProps {
  segmentId: number;
  /** The grant to switch on; null to add one. */
  grant: Grant | null;
  onClose: () => void;
}

const targetOf = ({ tag_id, stage_id, withdraw_on_left }: GrantAsked): GrantAsked => ({
  tag_id,
  stage_id,
  withdraw_on_left,
});

/** Choose what is given and see how many it concerns before it is switched on. */
export function GrantDialog({ segmentId, grant, onClose }: GrantDialogProps) {
  const { t } = useWords(grantWords);
  const said = useSaid();
  const act = useGrantAct(segmentId);
  const [chosen, setChosen] = useState<GrantAsked | null>(grant && targetOf(grant));
  const preview = useGrantPreview(segmentId, chosen);
  const closes = cycleOf(preview.error) !== null;
  const switchOn = (id: number) =>
    act.mutate(
      { act: 'on', id },
      {
        onSuccess: () => {
          said.done(t('switchedOn'));
          onClose();
        },
        onError: said.failed,
      },
    );
  const save = (andOn: boolean) => {
    if (chosen === null) return;
    act.mutate(
      { act: 'create', asked: chosen },
      {
        onSuccess: ({ items }) => {
          const made = items.at(-1);
          if (andOn && made !== undefined) {
            switchOn(made.grant_id);
            return;
          }
          said.done(t('saved'));
          onClose();
        },
        onError: said.failed,
      },
    );
  };
  const isStage = grant?.tag_id === null;
  const again = isStage ? 'againStage' : 'again';
  const title = grant?.state !== 'on' ? 'dialogOn' : isStage ? 'dialogAgainStage' : 'dialogAgain';
  const ready = chosen !== null && !closes && !preview.isPending;
  return (
    <Dialog
      visible
      width={640}
      top="8vh"
      header={grant === null ? t('dialogNew') : t(title, { name: nameOf(grant) })}
      onClose={onClose}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>
            {t('cancel')}
          </Button>
          {grant === null && (
            <Button variant="outline" disabled={!ready} onClick={() => save(false)}>
              {t('saveDraft')}
            </Button>
          )}
          <Button
            disabled={!ready}
            loading={act.isPending}
            onClick={() => (grant === null ? save(true) : switchOn(grant.grant_id))}
          >
            {t(grant === null ? 'saveOn' : grant.state === 'on' ? again : 'switchOn')}
          </Button>
        </>
      }
    >
      <div className={css.dialog}>
        {grant === null && <Choose chosen={chosen} onChoose={setChosen} />}
        <GrantPreview asked={chosen} preview={preview} />
      </div>
    </Dialog>
  );
}

interface ChooseProps {
  chosen: GrantAsked | null;
  onChoose: (asked: GrantAsked | null) => void;
}

function Choose({ chosen, onChoose }: ChooseProps) {
  const { t } = useWords(grantWords);
  const tags = useTags();
  const stages = useStages();
  const [kind, setKind] = useState<'tag' | 'stage'>('tag');
  const [withdraw, setWithdraw] = useState(true);
  const tagOptions = useMemo(
    () =>
      (tags.data?.items ?? []).map((group) => ({
        group: group.name,
        children: group.tags.map((tag) => ({ value: tag.tag_id, label: tag.name })),
      })),
    [tags.data],
  );
  const stageOptions = (stages.data?.items ?? []).map((one) => ({ value: one.stage_id, label: one.name }));
  const choose = (id: number, back: boolean) =>
    onChoose(
      kind === 'tag'
        ? { tag_id: id, stage_id: null, withdraw_on_left: back }
        : { tag_id: null, stage_id: id, withdraw_on_left: false },
    );
  const value = chosen?.tag_id ?? chosen?.stage_id ?? undefined;
  return (
    <>
      <Radio.Group
        variant="default-filled"
        value={kind}
        onChange={(next) => {
          setKind(next);
          onChoose(null);
        }}
      >
        <Radio.Button value="tag">{t('giveTag')}</Radio.Button>
        <Radio.Button value="stage">{t('giveStage')}</Radio.Button>
      </Radio.Group>
      <Field label={t(kind)} required>
        <Select
          key={kind}
          filterable
          value={value}
          options={kind === 'tag' ? tagOptions : stageOptions}
          loading={kind === 'tag' ? tags.isPending : stages.isPending}
          placeholder={t(kind === 'tag' ? 'pickTag' : 'pickStage')}
          onChange={(id) => choose(id as number, withdraw)}
        />
      </Field>
      {kind === 'stage' ? (
        <p className={css.quiet}>{t('forward')}</p>
      ) : (
        <div>
          <Checkbox
            checked={withdraw}
            onChange={(checked) => {
              setWithdraw(checked);
              if (value !== undefined) choose(value, checked);
            }}
          >
            {t('withdraw')}
          </Checkbox>
          <p className={css.under}>{t('withdrawHelp')}</p>
        </div>
      )}
    </>
  );
}
