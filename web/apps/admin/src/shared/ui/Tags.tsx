import css from './Tags.module.css';

interface TagsProps {
  tags: readonly { tag_id: number; name: string }[];
  /** The rest are counted, and named on hover. */
  max?: number;
}

/** Tags as quiet chips on one line. */
export function Tags({ tags, max = tags.length }: TagsProps) {
  const rest = tags.slice(max);
  return (
    <span className={css.tags}>
      {tags.slice(0, max).map((tag) => (
        <span key={tag.tag_id} className={css.tag}>
          {tag.name}
        </span>
      ))}
      {rest.length > 0 && (
        <span className={css.tag} title={rest.map((tag) => tag.name).join(' · ')}>{`+${rest.length}`}</span>
      )}
    </span>
  );
}
