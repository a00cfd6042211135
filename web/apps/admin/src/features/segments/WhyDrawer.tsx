import type { Definition } from '@lingqu/api';
import { Drawer } from 'tdesign-react';

import type { Picked } from '@/features/customers';
import { useWords } from '@/shared/i18n';

import { Why } from './Why';
import { whyWords } from './words/why';

interface WhyDrawerProps {
  definition: Definition;
  /** Whom to explain first; `undefined` closes it. */
  picked: Picked | null | undefined;
  onPick: (customer: Picked | null | undefined) => void;
}

/** Beside the editor: why somebody fits what is written, saved or not. */
export function WhyDrawer({ definition, picked, onPick }: WhyDrawerProps) {
  const { t } = useWords(whyWords);
  return (
    <Drawer
      visible={picked !== undefined}
      header={t('drawer')}
      size="560px"
      footer={false}
      closeOnOverlayClick
      onClose={() => onPick(undefined)}
    >
      {picked !== undefined && <Why asked={{ definition }} picked={picked} onPick={onPick} />}
    </Drawer>
  );
}
