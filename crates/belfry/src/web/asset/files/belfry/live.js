// Live: one tab reads the stream of what happens and tells the others. Whatever is marked data-live is then taken anew from the
// page itself, at most twice a second; never a text that somebody writes, and nothing on a page that holds still.
const live = () => $$('[data-live]');
let asked = 0, later = 0, again = 0, isTaking = false, stale = false, isAll = false;
// The keys of what changed since it was last looked, and of all that changed since the page was made.
let changed = new Set();
const news = new Set();
const GAP = 500;
const refresh = () => {
  // What answers a form cannot be taken anew.
  if (root.dataset.still !== undefined) return;
  // What is told in one breath is looked at once.
  later ||= setTimeout(() => {
    later = 0;
    if (isTaking) { refresh(); return; }
    if (document.hidden) { stale = true; return; }
    asked = Date.now();
    isTaking = true;
    take().catch(() => {}).finally(() => { isTaking = false; if (held) regain(); });
  }, Math.max(asked + GAP - Date.now(), 40));
};
on('visibilitychange', () => { if (!document.hidden && stale) { stale = false; refresh(); } });

// What a part says: without what only shows how time goes by, and what is done to it here.
const gist = el => {
  const c = el.cloneNode(true);
  for (const r of $$('.ring', c)) r.remove();
  for (const t of $$('time', c)) t.textContent = '';
  for (const s of [c, ...$$('.swapped', c)]) s.classList.remove('swapped');
  for (const d of $$('details', c)) d.open = false;
  return c.outerHTML.replaceAll(' data-htmx-powered="true"', '');
};
const spots = el => [el, ...$$('a, button, input, summary, textarea', el)];
// Left alone: what is open, carried, written in, or waits for the answer to what was done in it.
const busy = el => el.closest('.lifted, .htmx-request') || $('details[open], .lifted, .htmx-request', el) || el.contains(document.activeElement) && typing();
// Puts one part in the place of another: with the focus, the tick and the scroll that it had. Whether it did.
const swap = (el, fresh) => {
  if (!fresh) return true;
  if (gist(el) === gist(fresh)) return true;
  if (busy(el)) return false;
  const was = document.activeElement, holder = el.contains(was) && was.closest('[id]');
  const place = holder && spots(holder).indexOf(was);
  const scrolled = [el, ...$$('ol', el)].map(s => [s.scrollLeft, s.scrollTop]);
  for (const r of [fresh, ...$$('.row, .card', fresh)].filter(r => r.matches('.row, .card'))) {
    const old = document.getElementById(r.id);
    r.classList.toggle('swapped', Boolean(old) && gist(old) !== gist(r));
    if (old && $('.pick input:checked', old)) $('.pick input', r).checked = true;
  }
  el.replaceWith(fresh);
  [fresh, ...$$('ol', fresh)].forEach((s, i) => { if (scrolled[i]) [s.scrollLeft, s.scrollTop] = scrolled[i]; });
  window.htmx?.process(fresh);
  if (holder && lost()) { const same = document.getElementById(holder.id); (same && spots(same)[place] || same && spots(same)[1])?.focus({ preventScroll: true }); if (lost()) enter(same); }
  return true;
};
const look = async href => {
  const r = await fetch(href, { headers: { accept: 'text/html', 'Belfry-Since': root.dataset.now } });
  return r.ok && !r.redirected ? parse(await r.text()) : null;
};
const take = async () => {
  const keys = changed, all = isAll;
  changed = new Set();
  isAll = false;
  const page = await look(location.href);
  if (!page) return;
  let isDone = true;
  for (const el of live()) {
    // What was made longer here is put in order piece by piece.
    if (!el.isConnected || el.dataset.grown !== undefined || el.dataset.live === 'me.inbox' && scrollY > 80) continue;
    isDone = swap(el, $(`[data-live="${CSS.escape(el.dataset.live)}"]`, page)) && isDone;
  }
  await others(page, keys, all);
  arrivals(page);
  // What somebody was at is looked at again.
  if (!isDone) { clearTimeout(again); again = setTimeout(refresh, 1500); }
};
// Rows that changed and do not answer the query any more, or stand further down: as they are now, or gone.
const others = async (page, keys, all) => {
  const rows = $$('form.list .row[id]').filter(r => (all || keys.has(r.id)) && !page.getElementById(r.id)).slice(0, 100);
  if (!rows.length) return;
  const found = await look(`/issues/rows/${rows.map(r => r.id)}`);
  for (const r of found ? rows : []) {
    const fresh = found.getElementById(r.id);
    if (fresh) { swap(r, fresh); continue; }
    const all = $$('.row[id]'), i = all.indexOf(r), had = r.contains(document.activeElement);
    r.remove();
    if (had) enter(all[i + 1] || all[i - 1]);
  }
};
// What is new waits behind a line.
const arrivals = page => {
  const line = $('[data-fresh]');
  if (!line) return;
  const isKnown = r => line.dataset.fresh === 'inbox' ? document.getElementById(r.id) && gist(document.getElementById(r.id)) === gist(r) : document.getElementById(r.id) || !news.has(r.id);
  const n = $$('.row[id]', page).filter(r => !isKnown(r)).length;
  line.hidden = !n;
  line.className = n ? 'fresh' : '';
  line.textContent = n === 1 ? line.dataset.one : line.dataset.many.replace('#', n);
};

// Of mails about an issue is told. Digests are looked for while somebody looks at the outbox.
if (now && $('[data-live="outbox.stats"]')) setInterval(() => { if (!document.hidden) refresh(); }, 800);

// Which event this page is as new as. Tabs pass on what one of them hears.
let last = Number(root.dataset.event) || 0;
const tell = 'BroadcastChannel' in window ? new BroadcastChannel('belfry-live') : null;
const down = is => { const n = $('#live-down'); if (n) { n.className = is ? 'note' : ''; n.hidden = !is; } };
const heard = what => {
  if (what.hello !== undefined) { if (isReading && last > what.hello) tell.postMessage({ anew: true }); return; }
  if (what.down) { down(true); return; }
  down(false);
  if (what.anew) { isAll = true; refresh(); }
  // A mail is no event: nothing new came by it.
  if (what.mail) { changed.add(what.mail); refresh(); }
  if (!what.id) { return; }
  last = Math.max(last, what.id);
  changed.add(what.key);
  news.add(what.key);
  refresh();
};
let isReading = false;
if (tell) tell.onmessage = e => heard(e.data);
const pass = what => { heard(what); tell?.postMessage(what); };
const KINDS = ['issue_opened', 'issue_changed', 'issue_deleted', 'issue_restored', 'comment_added', 'comment_edited', 'comment_deleted', 'comment_restored', 'related'];
const listen = () => new Promise(() => {
  isReading = true;
  let gone = 0;
  const read = () => {
    const s = new EventSource(`/api/v1/events?after=${last}`);
    s.onopen = () => { clearTimeout(gone); pass(gone ? { anew: true } : { up: true }); gone = 0; };
    s.onerror = () => {
      gone = gone || setTimeout(() => pass({ down: true }), 10000);
      // The browser gives up where it is refused.
      if (s.readyState === 2) setTimeout(read, 4000);
    };
    for (const kind of KINDS) s.addEventListener(kind, e => { const is = JSON.parse(e.data); pass({ id: is.id, key: is.issue }); });
    s.addEventListener('mail_changed', e => pass({ mail: JSON.parse(e.data).issue }));
    s.addEventListener('missed', () => pass({ anew: true }));
  };
  read();
});
if (now && live().length) {
  if (navigator.locks && tell) { navigator.locks.request('belfry-live', listen); tell.postMessage({ hello: last }); } else listen();
}
