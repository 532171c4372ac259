// The palette: finds as one types; arrows choose, Enter opens, with Control or Command in a new tab.
const palette = () => $('#palette:modal');
const chosen = d => $('[role=option][aria-selected=true]', d);
const choose = (d, o) => {
  for (const other of $$('[role=option]', d)) { other.ariaSelected = String(other === o); other.tabIndex = -1; }
  if (!o) { $('.pal-in input', d).removeAttribute('aria-activedescendant'); return; }
  $('.pal-in input', d).setAttribute('aria-activedescendant', o.id);
  o.scrollIntoView({ block: 'nearest' });
};
let searches = 0, searching = Promise.resolve();
const search = async field => {
  const mine = ++searches, d = field.closest('dialog');
  const r = await fetch(`/go?${new URLSearchParams(new FormData(field.form))}`, { headers: { 'HX-Request': 'true' } });
  const list = r.ok && parse(await r.text()).getElementById('pal');
  if (!list || mine !== searches) return;
  $('#pal', d).replaceWith(list);
  choose(d, $('[role=option]', list));
};
on('input', e => { if (e.target.matches('.pal-in input')) searching = search(e.target).catch(() => {}); });
// Whether the key was one for the palette.
const onPalette = e => {
  const d = palette(), k = e.key;
  if (!d) return false;
  const l = $$('[role=option]', d), i = l.indexOf(chosen(d));
  if (k === 'ArrowDown' || k === 'ArrowUp') choose(d, l[(i + (k === 'ArrowDown' ? 1 : -1) + l.length) % l.length]);
  // What was typed last may not have been looked for yet.
  else if (k === 'Enter' && !e.isComposing) searching.then(() => { const o = chosen(d); if (o?.href && (e.metaKey || e.ctrlKey)) window.open(o.href, '_blank'); else o?.click(); });
  else return false;
  e.preventDefault();
  return true;
};
on('click', e => {
  const o = e.target.closest('#palette [role=option][href]');
  if (!o || e.metaKey || e.ctrlKey || e.shiftKey || e.defaultPrevented) return;
  const to = new URL(o.href);
  if (to.pathname !== location.pathname || !to.hash) return;
  // It is on this page.
  e.preventDefault();
  o.closest('dialog').close();
  unfold(to.hash);
});
// The property that an address names has its menu open; the reply is begun.
const unfold = hash => {
  const el = hash.length > 1 && document.getElementById(hash.slice(1)), m = el && $('details[data-key]', el);
  if (m) menu(m.dataset.key); else if (hash === '#reply') $('#c-text')?.focus();
};
if (/^#p-[a-z]+$/.test(location.hash)) addEventListener('load', () => unfold(location.hash));
