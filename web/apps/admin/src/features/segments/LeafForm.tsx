import { EdgeForm, EventForm, LapseForm, SequenceForm } from './EventForms';
import { AttributeForm, BucketForm, GroupForm, ListForm, OrderForm, SegmentForm } from './OtherForms';
import { RelationForm, TagForm } from './PeopleForms';
import type { Leaf } from './tree';

interface LeafFormProps {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
}

/** The form of a condition, by its kind. */
export function LeafForm({ leaf, onChange }: LeafFormProps) {
  switch (leaf.kind) {
    case 'attribute':
      return <AttributeForm leaf={leaf} onChange={onChange} />;
    case 'tag':
      return <TagForm leaf={leaf} onChange={onChange} />;
    case 'relation':
      return <RelationForm leaf={leaf} onChange={onChange} />;
    case 'event':
      return <EventForm leaf={leaf} onChange={onChange} />;
    case 'event_edge':
      return <EdgeForm leaf={leaf} onChange={onChange} />;
    case 'sequence':
      return <SequenceForm leaf={leaf} onChange={onChange} />;
    case 'lapse':
      return <LapseForm leaf={leaf} onChange={onChange} />;
    case 'order':
      return <OrderForm leaf={leaf} onChange={onChange} />;
    case 'group':
      return <GroupForm leaf={leaf} onChange={onChange} />;
    case 'segment':
      return <SegmentForm leaf={leaf} onChange={onChange} />;
    case 'bucket':
      return <BucketForm leaf={leaf} onChange={onChange} />;
    case 'list':
      return <ListForm leaf={leaf} onChange={onChange} />;
  }
}
