import { lazy, Suspense } from 'react';

import css from './Chart.module.css';
import type { ChartOption } from './option';

const Drawing = lazy(() => import('./Drawing'));

/** A chart of fixed height; `label` says in words what it shows. */
export function Chart({ option, label, height }: { option: ChartOption; label: string; height: number }) {
  return (
    <figure className={css.chart} style={{ height }} aria-label={label}>
      <Suspense fallback={<div className={css.waiting} />}>
        <Drawing option={option} />
      </Suspense>
    </figure>
  );
}
