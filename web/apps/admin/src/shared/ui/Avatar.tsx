import css from './Avatar.module.css';

const HUES = ['#2f6fde', '#1c8a5f', '#b5610a', '#8148c9', '#b83a5a', '#2b7f92'];

interface AvatarProps {
  name: string;
  url?: string | null;
  /** Chooses the colour. */
  seed: number;
  size?: 32 | 40 | 56;
}

/** A person's picture, or the last sign of the name on a colour of their own. */
export function Avatar({ name, url, seed, size = 32 }: AvatarProps) {
  const box = { width: size, height: size, fontSize: size * 0.44 };
  if (url !== null && url !== undefined && url !== '') {
    return <img className={css.avatar} style={box} src={url} alt="" loading="lazy" />;
  }
  const sign = /^[\u4e00-\u9fff]+$/.test(name)
    ? (Array.from(name).at(-1) ?? '')
    : name.slice(0, 1).toUpperCase();
  return (
    <span className={css.avatar} style={{ ...box, background: HUES[seed % HUES.length] }} aria-hidden="true">
      {sign}
    </span>
  );
}
