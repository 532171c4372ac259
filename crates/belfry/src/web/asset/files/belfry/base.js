// What the browser adds. Everything here has a link or a form under it. The parts of this script (asset/files/belfry/) are
// put together by the build, in one function: what one part declares, the others use.
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const root = document.documentElement, main = $('#main');
const on = (type, f) => document.addEventListener(type, f);
// What was closed a moment ago may have the focus still.
const typing = () => document.activeElement?.checkVisibility() && document.activeElement.matches('input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]');
const cookie = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`; };
const parse = text => new DOMParser().parseFromString(text, 'text/html');
const press = s => $(s)?.click();

// 1 Hz for every countdown on the page. <html data-now> is the server's clock, so a wrong local clock does not matter.
const now = Date.parse(root.dataset.now), skew = Date.now() - now, due = new Set();
const tick = () => {
  for (const t of $$('time[data-due]')) {
    const s = Math.round((Date.parse(t.dateTime) - Date.now() + skew) / 1e3), h = Math.floor(s / 3600), m = Math.floor(s / 60);
    if (s > 86400) continue;
    const two = n => String(n).padStart(2, '0');
    const text = s <= 0 ? root.dataset.dueNow || 'now' : h ? `${h}:${two(m % 60)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
    if (t.textContent !== text) t.textContent = text;
    // It rings now: what became of it is shown as soon as it is known.
    if (s <= 0 && s > -60 && !due.has(t.dateTime)) { due.add(t.dateTime); [0.5, 1.5, 3, 8, 20].forEach(n => setTimeout(refresh, n * 1e3)); }
  }
};
if (now) setInterval(tick, 1000);

// Every dialog is a page. Lift its <dialog> over this one; if anything fails, the link still works.
const open = d => {
  const f = $('[autofocus]', d);
  d.removeAttribute('open');
  d.showModal();
  f?.focus();
  if (f?.type === 'text') f.selectionStart = f.value.length;
};
let lifting = false;
const lift = async (href, id) => {
  let d = document.getElementById(id);
  if (!d) {
    if (lifting) return;
    lifting = true;
    const r = await fetch(href, { headers: { 'Belfry-Partial': 'dialog' } }).finally(() => { lifting = false; });
    d = parse(await r.text()).getElementById(id);
    if (!d) { location.assign(href); return; }
    // What was found last time is not what is looked for next.
    if (id === 'palette') d.addEventListener('close', () => d.remove());
    document.body.append(d);
    restore(d);
    window.htmx?.process(d);
  }
  open(d);
};
// A page that is a dialog goes back to where it was asked for.
const back = () => { if (history.length > 1 && document.referrer.startsWith(location.origin)) history.back(); else location.assign($('.crumbs a')?.href || '/'); };
for (const d of $$('dialog[data-modal][open]')) { open(d); d.addEventListener('close', back); }

on('click', e => {
  const at = s => e.target.closest(s), plain = !e.metaKey && !e.ctrlKey && !e.shiftKey;
  const a = at('a[data-dialog]');
  if (a && plain) { e.preventDefault(); lift(a.href, a.dataset.dialog).catch(() => location.assign(a.href)); }
  const c = at('dialog:modal [data-close]');
  if (c) { e.preventDefault(); c.closest('dialog').close(); }
  if (e.target.matches('dialog:modal')) e.target.close();
  for (const m of $$('details.menu[open], .props details[open]')) if (!m.contains(e.target)) m.open = false;
  if (at('[data-theme-toggle]')) {
    e.preventDefault();
    const dark = (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    cookie('theme', root.dataset.theme = dark ? 'light' : 'dark');
  }
  const copy = at('a[data-copy]');
  if (copy && plain && navigator.clipboard) {
    e.preventDefault();
    navigator.clipboard.writeText(copy.href).catch(() => {});
    copy.closest('dialog:modal')?.close();
    if (copy.closest('details')) copy.closest('details').open = false;
  }
  const more = at('a[data-more]');
  if (more && plain) { e.preventDefault(); append(more).catch(() => location.assign(more.href)); }
});

// A flash goes by itself, unless somebody looks at it.
const flashes = () => { $$('.flash').slice(0, -1).forEach(f => f.remove()); for (const f of $$('.flash:not([data-timed])')) {
  f.dataset.timed = '';
  const t = setInterval(() => { if (!f.matches(':hover, :focus-within')) { clearInterval(t); f.remove(); } }, 8000);
} };
const say = (text, ...more) => { const f = document.createElement('div'); f.className = 'flash'; f.setAttribute('role', 'status'); f.append(text, ...more); document.body.append(f); flashes(); };
flashes();

// The focus is the cursor, and is never lost: what takes its place gets it, or what stands where it stood.
let cursor = '';
on('focusin', e => { const r = e.target.closest('.row[id], .card[id]'); if (r) cursor = r.id; });
const enter = el => { const t = el && ($('.row-title, .title', el) || $('summary, textarea', el) || $('a[href], button, input', el)); (t || main)?.focus({ preventScroll: !t }); };
const lost = () => !document.activeElement || document.activeElement === document.body || !document.activeElement.checkVisibility();
let from = '', held = '';
on('submit', e => { from = e.target.closest('[id]')?.id || ''; });
// What has it is remembered, unless somebody puts it down by a click on nothing.
on('focusin', e => { held = e.target.closest('[id]')?.id || ''; });
on('pointerdown', () => { held = ''; });
const regain = () => { const el = document.getElementById(held) || document.getElementById(from); if (el && lost()) enter(el); };
on('htmx:after:swap', () => { flashes(); regain(); });
// So it is after a page was left and is come back to.
const here = `at ${location.pathname}${location.search}`;
addEventListener('pagehide', () => { if (cursor) sessionStorage.setItem(here, cursor); });
if (main && performance.getEntriesByType('navigation')[0]?.type !== 'navigate') {
  const r = document.getElementById(sessionStorage.getItem(here));
  if (r && lost()) enter(r);
}
