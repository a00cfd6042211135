import type { FlowFact } from '@lingqu/api';

import { factOf, type Family } from '@/shared/facts';

/** How many facts stand on the page. */
export const ROWS = 12;
/** More than a reader can follow is counted, not shown. */
const BACKLOG = 6;
const PER_SECOND = 3;

/** The stream at a reader's pace: rows stand still for a second, and what comes faster is sampled. */
export interface Feed {
  shown: FlowFact[];
  pending: FlowFact[];
  /** Facts that arrived since the last step, for the rate. */
  arrived: number;
  /** Facts per second at the last step. */
  rate: number;
  /** Facts that came while the reader paused. */
  held: number;
}

export const startFeed = (recent: FlowFact[]): Feed => ({
  shown: recent.slice(0, ROWS),
  pending: [],
  arrived: 0,
  rate: 0,
  held: 0,
});

export type FeedStep =
  | { kind: 'arrive'; fact: FlowFact; family: Family | null }
  | { kind: 'second'; paused: boolean }
  | { kind: 'restart'; recent: FlowFact[]; family: Family | null };

const fits = (fact: FlowFact, family: Family | null) =>
  family === null || factOf(fact.kind).family === family;

export function stepFeed(feed: Feed, step: FeedStep): Feed {
  switch (step.kind) {
    case 'arrive': {
      if (!fits(step.fact, step.family)) return feed;
      if (feed.shown.some((fact) => fact.id === step.fact.id)) return feed;
      return { ...feed, pending: [step.fact, ...feed.pending].slice(0, BACKLOG), arrived: feed.arrived + 1 };
    }
    case 'second': {
      const rate = feed.arrived;
      if (step.paused) return { ...feed, arrived: 0, rate, held: feed.held + rate };
      const due = feed.pending.slice(-PER_SECOND);
      return {
        shown: [...due, ...feed.shown].slice(0, ROWS),
        pending: feed.pending.slice(0, -PER_SECOND),
        arrived: 0,
        rate,
        held: 0,
      };
    }
    case 'restart':
      return startFeed(step.recent.filter((fact) => fits(fact, step.family)));
  }
}

/** Whether facts come faster than they can be shown. */
export const isSampled = (feed: Feed) => feed.rate > PER_SECOND;
