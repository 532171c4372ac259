// The keyboard map. Single keys are off while typing, in dialogs, and where they were switched off.
const go = { i: '/inbox', m: '/my', l: '/issues', b: '/board', o: '/outbox', h: '/insights', s: '/settings' };
const menu = k => { const m = $(`.props details[data-key="${k}"]`); if (m) { m.open = true; m.scrollIntoView({ block: 'nearest' }); ($('.panel .on', m) || $('.panel :is(button, input:not([type=hidden]))', m))?.focus(); } };
const onList = {
  j: () => step(1), k: () => step(-1), x: pick, X: range,
  s: () => bulk('[name=status]', true), a: () => bulk('[name=assignee]', true), p: () => bulk('[name=priority]', true), l: () => bulk('[name=label]', true), d: () => bulk('[name=due_on]', true),
  i: () => bulk('[data-me]'), w: () => bulk('[name=watch]'), D: shut,
};
const onIssue = {
  r: () => $('#c-text')?.focus(), e: () => press('.bar-acts [href$="/edit"]'),
  s: () => menu('s'), a: () => menu('a'), p: () => menu('p'), l: () => menu('l'), d: () => menu('d'),
  i: () => press('.props [data-me]'), w: () => press('.bar-acts [name=watch]'),
  D: () => press(`.props [name=status][value=${/done|cancelled/.test($('.props [name=status].on')?.value) ? 'todo' : 'done'}]`),
  bs: () => press('#bell [value=send]'), bx: () => press('#bell [value=cancel]'),
};
const anywhere = {
  c: () => press('a[data-dialog=new-issue]'), '?': () => press('a[data-dialog=shortcuts]'), '/': () => $('.q-in')?.select(),
};
// Close, then clear, then back. Whether there was anything of it to do.
const escape = isSingle => {
  const m = $('details.menu[open], .props details[open]'), field = document.activeElement;
  if (m) { m.open = false; $('summary', m).focus(); return true; }
  if ($('dialog[open]')) return false;
  if (lifted) { putBack(); return true; }
  if (field?.matches('.q-in')) { field.value = field.defaultValue; field.dispatchEvent(new Event('input', { bubbles: true })); enter(document.getElementById(cursor) || rows()[0]); return true; }
  if (field?.matches('#c-text')) { main.focus({ preventScroll: true }); return true; }
  if (typing()) return false;
  if ($('.list .pick :checked')) {
    // What has the focus may go with the bar of what is selected.
    const isInBar = field?.closest('.bulk');
    press('.bulk [type=reset]');
    if (isInBar || lost()) enter(document.getElementById(cursor) || rows()[0]);
    return true;
  }
  if (isSingle && $('.issue')) { back(); return true; }
  return false;
};
// Those with Control or Command.
const together = (e, k) => {
  if (k === 'k') { press('a[data-dialog=palette]'); return true; }
  if (k === 'Enter') { const f = document.activeElement?.form; f?.requestSubmit($('.primary', f)); return Boolean(f); }
  if (e.shiftKey && k.toLowerCase() === 'p') { press('.composer [value=preview]'); return true; }
  if (e.shiftKey && k.toLowerCase() === 'c' && $('.issue')) { navigator.clipboard?.writeText(location.href).catch(() => {}); return true; }
  if (k === 'a' && !typing() && !$('dialog[open]') && $('.list .pick')) { for (const r of rows()) tickAt(r, true); return true; }
  return false;
};
let first = '', since = 0;
on('keydown', e => {
  const k = e.key, mod = e.metaKey || e.ctrlKey, isOff = /(?:^|; )keys=off/.test(document.cookie);
  if (onPalette(e)) return;
  if (mod) { if (together(e, k)) e.preventDefault(); return; }
  if (k === 'Escape') { if (escape(!isOff)) e.preventDefault(); return; }
  const m = $('details.menu[open], .props details[open]');
  if (m && (k === 'ArrowDown' || k === 'ArrowUp')) {
    const l = $$('.item', m), i = l.indexOf(document.activeElement);
    e.preventDefault();
    l[(i + (k === 'ArrowDown' ? 1 : -1) + l.length) % l.length]?.focus();
    return;
  }
  if (typing() || e.altKey || $('dialog[open]') || isOff) return;
  const pair = Date.now() - since < 900 ? first + k : '';
  first = '';
  if (pair[0] === 'g' && go[k]) { location.assign(go[k]); return; }
  const map = $('.issue') ? onIssue : onList;
  if (map[pair]) { e.preventDefault(); map[pair](); return; }
  if (k === 'g' || k === 'b') { first = k; since = Date.now(); return; }
  if ($('.board') && !m && onBoard(k)) { e.preventDefault(); return; }
  const act = anywhere[k] || map[k];
  if (act) { e.preventDefault(); act(); }
});
