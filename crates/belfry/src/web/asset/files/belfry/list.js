// Lists: the cursor, what is selected, and more of it.
const rows = () => $$('.row[id]'), row = () => document.activeElement?.closest('.row[id]') || (lost() || document.activeElement === main ? document.getElementById(cursor) : null);
const step = n => { const l = rows(), i = l.indexOf(row()); enter(l[i < 0 ? (n > 0 ? 0 : l.length - 1) : Math.min(l.length - 1, Math.max(0, i + n))]); };
const tickAt = (r, is) => { const box = $('.pick input', r); if (box) box.checked = is; };
let pivot = '';
const pick = () => { const r = row(); if (!r) return; pivot = r.id; $('.pick input', r)?.click(); };
// From where one was selected last up to here.
const range = () => {
  const l = rows(), a = l.findIndex(r => r.id === pivot), b = l.indexOf(row());
  if (b >= 0) for (const r of l.slice(Math.min(a < 0 ? b : a, b), Math.max(a, b) + 1)) tickAt(r, true);
};
on('click', e => { const p = e.target.closest('.row .pick'); if (p && e.target.matches('input')) { if (e.shiftKey) { enter(p.closest('.row')); range(); } else pivot = p.closest('.row').id; } });
on('reset', e => { if (e.target.matches('.list')) setTimeout(() => { if (lost()) enter(document.getElementById(cursor)); }); });
// What is done to a selection is done to the row under the cursor, where nothing is selected.
const selected = () => { if (!$('.list .pick :checked') && row()) tickAt(row(), true); return $('.list .pick :checked'); };
const bulk = (button, isMenu) => {
  const what = selected() && $(`.bulk ${button}`);
  if (!what) return;
  if (isMenu) { const m = what.closest('details'); m.open = true; $('.panel :is(.input, .item)', m).focus(); } else what.closest('form').requestSubmit(what);
};
const isClosed = r => Boolean($('.st.done, .st.cancelled', r));
const shut = () => {
  if (!selected()) return;
  const all = $$('.list .row:has(.pick :checked)').every(isClosed);
  const what = $(all ? '.bulk [name=status][value=todo]' : '.bulk [name=close]');
  what.closest('form').requestSubmit(what);
};

// The form of a list, a card or an undo is sent from here, and the page is put in order by the one that answers.
const send = async (form, button) => {
  const to = button?.getAttribute('formaction') || form.getAttribute('action');
  const r = await fetch(to, { method: 'POST', body: new URLSearchParams(new FormData(form, button)), headers: { accept: 'text/html' } });
  const page = parse(await r.text());
  if (r.ok && new URL(r.url).pathname !== location.pathname) { location.assign(r.url); return; }
  if (!r.ok) {
    const told = $$('h1, h1 + p', page).map(p => p.textContent).join('. ');
    // What somebody else changed unseen may be changed all the same.
    const offers = r.status === 409 ? $$('form.issue-main:has(.primary)', page) : [];
    for (const f of offers) { const b = $('.primary', f); b.className = 'btn sm'; f.className = ''; f.replaceChildren(...$$('[type=hidden]', f), b); }
    say(told, ...offers);
    isAll = true;
    refresh();
    return;
  }
  const l = $$('.row[id], .card').map(x => x.id), i = l.indexOf(cursor), y = scrollY, x = $('.board')?.scrollLeft;
  main.replaceChildren(...$('#main', page).childNodes);
  window.htmx?.process(main);
  scrollTo(scrollX, y);
  if (x && $('.board')) $('.board').scrollLeft = x;
  for (const el of $$('nav.side [data-live]')) swap(el, $(`nav.side [data-live="${CSS.escape(el.dataset.live)}"]`, page));
  for (const f of $$('.flash')) f.remove();
  document.body.append(...$$('.flash', page));
  flashes();
  if (lost()) enter(document.getElementById(cursor) || document.getElementById(l.slice(i + 1).find(id => document.getElementById(id))) || rows().at(-1) || $('.card'));
};
on('submit', e => {
  const f = e.target;
  if (!f.matches('form.list, .list form, .board form, .flash form') || !$('.list, .board') || e.defaultPrevented) return;
  e.preventDefault();
  send(f, e.submitter).catch(() => location.reload());
});

// The next page's rows, below those that are here: under the same headings.
const heading = s => $('h2', s)?.textContent.replace($('.n', s)?.textContent || '', '').trim();
const append = async link => {
  link.ariaBusy = true;
  const page = await look(link.href);
  if (!page) { location.assign(link.href); return; }
  let first = null;
  const add = (to, items) => { for (const i of items) if (!document.getElementById(i.id)) { to.append(i); first = first || i; } };
  const table = $('.mails'), list = $('.list');
  if (table) { table.dataset.grown = ''; add($('tbody:last-of-type', table), $$('tbody tr[id]', page)); }
  for (const s of list ? $$('.list section', page) : []) {
    const same = $$('section', list).find(known => heading(known) === heading(s));
    if (same) { add($('ul', same), $$('.row', s)); continue; }
    const h = $('h2[id]', s);
    if (h && document.getElementById(h.id)) { h.id = `${h.id}-${rows().length}`; s.setAttribute('aria-labelledby', h.id); }
    first = first || $('.row', s);
    $('.more', list).before(s);
  }
  if (list) list.dataset.grown = '';
  const here = link.closest('.more'), there = $('.more', page);
  if (there) here.replaceWith(there); else here.remove();
  const count = there && $('span', there);
  if (count) count.textContent = count.textContent.replace(/\d+/, rows().length);
  window.htmx?.process(main);
  if (first && lost()) enter(first);
};
