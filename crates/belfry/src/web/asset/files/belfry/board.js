// The board: cards are walked through by keys, lifted, moved and put down; and dragged. Where a card is, the server says.
const card = () => document.activeElement?.closest('.card') || (lost() || document.activeElement === main ? $('.board') && document.getElementById(cursor) : null);
const cards = col => $$('.card', col), cols = () => $$('.board .col');
const told = (key, c) => {
  const p = $('#board-said');
  if (p) p.textContent = (p.dataset[key] || '').replace('#key', c.id.slice(5)).replace('#column', c.closest('.col')?.querySelector('h2').textContent.trim());
};
let lifted = null;
const raise = c => { lifted = { c, home: c.parentNode, next: c.nextSibling }; c.classList.add('lifted'); told('lifted', c); };
const putBack = () => {
  const { c, home, next } = lifted;
  lifted = null;
  c.classList.remove('lifted');
  home.insertBefore(c, next);
  enter(c);
  told('back', c);
};
const putDown = () => {
  const { c, home } = lifted, to = c.closest('.col').dataset.status, b = $(`[name=to][value=${to}]`, c);
  if (c.parentNode === home || !b) { putBack(); return; }
  lifted = null;
  c.classList.remove('lifted');
  told('moved', c);
  send(b.form, b).catch(() => location.reload());
};
// To the column beside; one without cards is passed by, unless a card is moved there.
const aside = (c, n) => {
  const l = cols(), i = l.indexOf(c.closest('.col'));
  if (lifted) { const to = l[i + n]; if (to) { $('ol', to).prepend(c); enter(c); c.scrollIntoView({ block: 'nearest', inline: 'nearest' }); told('over', c); } return; }
  const place = cards(l[i]).indexOf(c);
  for (let to = i + n; l[to]; to += n) { const there = cards(l[to]); if (there.length) { enter(there[Math.min(place, there.length - 1)]); return; } }
};
const along = (c, n) => { const l = cards(c.closest('.col')), i = l.indexOf(c) + n; if (l[i] && !lifted) enter(l[i]); };
// What rows have in the bar for a selection, a card has in its menu while that is open.
const onCard = { a: '[name=assignee]', i: '[data-me]', p: '[name=priority]', d: '[name=due_on]', w: '[name=watch]' };
const ofCard = (c, css) => {
  const what = $(css, $('#of-cards').content), m = $('details', c), own = $('form', m), f = own.cloneNode(), panel = css === '[data-me]' ? null : what.closest('.panel');
  f.setAttribute('action', '/issues/bulk');
  f.append(...$$('[type=hidden]', own).map(i => i.cloneNode()), ...(panel ? panel.cloneNode(true).childNodes : [what.cloneNode(true)]));
  if (!panel) { send(f, $(css, f)).catch(() => location.reload()); return; }
  own.replaceWith(f);
  window.htmx?.process(f);
  m.open = true;
  $('.input, .item', f).focus();
  m.addEventListener('toggle', function shut() { if (!m.open) { f.replaceWith(own); m.removeEventListener('toggle', shut); } });
};
// Whether the key was one for the board.
const onBoard = k => {
  const c = card(), move = { h: -1, l: 1, ArrowLeft: -1, ArrowRight: 1 }[k], go = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[k];
  if (!c) { if (move || go) { const first = $('.board .card'); if (first && k.length === 1) { enter(first); return true; } } return false; }
  if (move) aside(c, move);
  else if (go) along(c, go);
  else if (k === ' ') { if (document.activeElement.matches('summary, button')) return false; if (lifted) putDown(); else raise(c); }
  else if (lifted) return false;
  else if (onCard[k]) ofCard(c, onCard[k]);
  else if (k === 's') { const m = $('details', c); m.open = true; ($('.on', m) || $('.item', m)).focus(); }
  else if (k === 'D') { const b = $(`[name=to][value=${/done|cancelled/.test(c.closest('.col').dataset.status) ? 'todo' : 'done'}]`, c); if (b) send(b.form, b).catch(() => location.reload()); }
  else return false;
  return true;
};

let dragged = null;
const gap = document.createElement('li');
gap.className = 'drop';
on('dragstart', e => {
  const c = e.target.closest?.('.card');
  if (!c) return;
  dragged = c;
  e.dataTransfer.effectAllowed = 'move';
  e.dataTransfer.setData('text/plain', $('.title', c).href);
  // After the browser took its picture of it.
  requestAnimationFrame(() => c.classList.add('lifted'));
});
on('dragover', e => {
  const col = dragged && e.target.closest('.col');
  if (!col) return;
  e.preventDefault();
  if (col === dragged.closest('.col')) gap.remove(); else if (gap.parentNode !== $('ol', col)) $('ol', col).prepend(gap);
});
on('drop', e => {
  const col = dragged && e.target.closest('.col'), c = dragged;
  if (!col) return;
  e.preventDefault();
  gap.remove();
  raise(c);
  if (col !== c.closest('.col')) $('ol', col).prepend(c);
  cursor = c.id;
  putDown();
});
on('dragend', () => { gap.remove(); dragged?.classList.remove('lifted'); dragged = null; });
