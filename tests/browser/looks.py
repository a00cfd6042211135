"""Questions about the looks of a page, as JavaScript that answers with what is wrong."""

_VISIBLE = """
const visible = (one) => {
  const { width, height } = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const forEars = style.clipPath === 'inset(50%)';
  return width > 0 && height > 0 && style.visibility !== 'hidden' && Number(style.opacity) > 0.2 && !forEars;
};
const where = (one) =>
  `${one.tagName.toLowerCase()}: ${(one.innerText || one.ariaLabel || one.className).slice(0, 40)}`;
"""

LOW_CONTRAST = (
    "() => {"
    + _VISIBLE
    + """
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  });
  const ground = (one) => {
    const layers = [];
    for (let at = one; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage.includes('gradient')) return null; // judged by eye
      const colour = parse(style.backgroundColor);
      if (colour.a > 0) layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const wrong = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !visible(one) || one.closest('[disabled], .t-is-disabled, svg, [aria-hidden=true]')) continue;
    const style = getComputedStyle(one);
    const back = ground(one);
    if (back === null) continue;
    const [high, low] = [light(over(parse(style.color), back)), light(back)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) wrong.push(`${where(one)} ${ratio.toFixed(2)}`);
  }
  return wrong;
}"""
)
"""Texts whose contrast with what is behind them is below 4.5 (3 for large ones)."""

NAMELESS = (
    "() => {"
    + _VISIBLE
    + """
  const name = (one) =>
    one.ariaLabel || one.innerText?.trim() || one.title || one.closest('label')?.innerText?.trim() ||
    one.labels?.[0]?.innerText || one.placeholder || one.querySelector('img[alt]:not([alt=""])')?.alt ||
    one.closest('[role=group][aria-label]')?.ariaLabel || one.closest('[role=radiogroup]')?.innerText || '';
  return [...document.querySelectorAll('a, button, input, textarea, [tabindex="0"]')]
    .filter((one) => visible(one) && name(one) === '')
    .map((one) => where(one));
}"""
)
"""Controls that a screen reader could not name."""

CLIPPED = (
    "() => {"
    + _VISIBLE
    + """
  const wrong = [];
  for (const one of document.querySelectorAll('main *, header *, nav *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !visible(one) || one.closest('svg')) continue;
    const style = getComputedStyle(one);
    const cut = one.scrollWidth > one.clientWidth + 1 && style.overflowX !== 'visible' && style.overflowX !== 'auto';
    const said = one.closest('[title]') !== null;
    if (cut && style.display !== 'inline' && !said) wrong.push(where(one));
  }
  return wrong;
}"""
)
"""Texts that are cut off without their whole being told on hover."""
