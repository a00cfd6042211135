import type { Reason } from '@lingqu/api';
import { useState } from 'react';
import { CheckIcon, CloseIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import { type Branch, branchOf } from './branch';
import css from './Reasons.module.css';
import { reasonWords } from './words';

/**
 * What every place answered: the sign says whether it holds, the colour which way it turned the whole.
 *
 * What decided stands open; what made no difference is grey, folded and counted.
 */
export function ReasonTree({ reason }: { reason: Reason }) {
  return (
    <ul className={`${css.tree ?? ''} ${(reason.holds ? css.fits : css.fitsNot) ?? ''}`}>
      <Place branch={branchOf(reason)} told={false} />
    </ul>
  );
}

interface PlaceProps {
  branch: Branch;
  /** It stands among others that made no difference, so that it says whether it did. */
  told: boolean;
}

function Place({ branch, told }: PlaceProps) {
  const { t } = useWords(reasonWords);
  const { reason, joining, of, value } = branch;
  const { holds, decides } = reason;
  return (
    <li className={css.place} data-decides={decides}>
      <div className={css.line}>
        <span className={css.sign} role="img" aria-label={t(holds ? 'holds' : 'holdsNot')}>
          {holds ? <CheckIcon /> : <CloseIcon />}
        </span>
        <span className={css.words}>
          <span>{joining === null ? reason.sentence : t(`join_${joining}`)}</span>
          {value !== null && <span className={css.value}>{value}</span>}
        </span>
        {told && decides && <b className={css.decides}>{t('decides')}</b>}
      </div>
      {of.length > 0 && <Below of={of} />}
    </li>
  );
}

function Below({ of }: { of: readonly Branch[] }) {
  const { t } = useWords(reasonWords);
  const [open, setOpen] = useState(false);
  const deciding = of.filter((one) => one.reason.decides);
  const folded = deciding.length > 0 && !open ? of.length - deciding.length : 0;
  const shown = folded > 0 ? deciding : of;
  return (
    <ul className={css.tree}>
      {shown.map((one) => (
        <Place key={one.reason.path} branch={one} told={open} />
      ))}
      {deciding.length > 0 && deciding.length < of.length && (
        <li className={css.fold}>
          <Button variant="text" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('fold') : t('unfold', { count: folded })}
          </Button>
        </li>
      )}
    </ul>
  );
}
