import type { GroupWelcome } from '@lingqu/api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { EditIcon } from 'tdesign-icons-react';
import { Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, LinkButton } from '@/shared/ui';

import { isHeld, isMakeable, isRemovable, isRevisable } from './groupWelcomeStates';
import { type GroupWelcomeAct, useGroupWelcomeAct } from './useGroupWelcomes';
import { groupWelcomeWords } from './words/groupWelcomes';

/** What may be done with a template in its state, each after asking. */
export function GroupWelcomeActs({ welcome }: { welcome: GroupWelcome }) {
  const { t } = useWords(groupWelcomeWords);
  const said = useSaid();
  const navigate = useNavigate();
  const mayOperate = useMay('operate');
  const [asked, setAsked] = useState<GroupWelcomeAct | null>(null);
  const act = useGroupWelcomeAct(welcome.group_welcome_id);
  if (!mayOperate) return null;
  const close = () => setAsked(null);
  const confirm = () => {
    if (asked === null) return;
    act.mutate(asked, {
      onSuccess: ({ state }) => {
        close();
        said.done(t(asked === 'makeAgain' ? 'makingAgain' : state === 'removed' ? 'removed' : 'removing'));
        if (state === 'removed') void navigate({ to: '/group-welcomes' });
      },
      onError: said.failed,
    });
  };
  const unknown = welcome.state === 'unknown';
  const text = {
    makeAgain: t(unknown ? 'makeAgainUnknown' : 'makeAgainText'),
    remove: t(isHeld(welcome) ? 'removeHeld' : unknown ? 'removeUnknown' : 'removeHere'),
  };
  return (
    <>
      {isRemovable(welcome) && (
        <Button variant="outline" onClick={() => setAsked('remove')}>
          {t('remove')}
        </Button>
      )}
      {isMakeable(welcome) && (
        <Button variant={unknown ? 'base' : 'outline'} onClick={() => setAsked('makeAgain')}>
          {t(unknown ? 'notFoundMake' : 'makeAgain')}
        </Button>
      )}
      {isRevisable(welcome) && (
        <LinkButton
          to="/group-welcomes/$groupWelcomeId/edit"
          params={{ groupWelcomeId: welcome.group_welcome_id }}
          icon={<EditIcon />}
        >
          {t('edit')}
        </LinkButton>
      )}
      <Dialog
        header={t(asked === 'makeAgain' ? 'makeAgainTitle' : 'removeTitle', { name: welcome.name })}
        visible={asked !== null}
        onClose={close}
        onConfirm={confirm}
        confirmBtn={{
          content: t(asked === 'makeAgain' ? 'makeAgain' : 'remove'),
          theme: asked === 'remove' ? 'danger' : 'primary',
          loading: act.isPending,
        }}
        cancelBtn={t('keep')}
      >
        {asked !== null && text[asked]}
      </Dialog>
    </>
  );
}
