// Completion of @names, keys and #words of issues, from what whoever writes may see.
{
  const list = document.createElement('div'), said = document.createElement('div');
  list.id = 'options'; list.className = 'panel'; list.setAttribute('role', 'listbox'); list.setAttribute('aria-label', '@ #');
  said.className = 'vh'; said.setAttribute('role', 'status');
  const begun = /(?:^|[\s(])(@[\p{L}\p{N}._-]*|#[\p{L}\p{N}]+|[A-Z][A-Z0-9]{0,9}-\d*)$/u;
  const options = () => $$('[role=option]', list);
  let field = null, from = 0, at = 0, asks = 0;
  const shut = () => { list.remove(); for (const a of ['aria-controls', 'aria-activedescendant']) field?.removeAttribute(a); };
  const mark = n => {
    const all = options();
    at = (n + all.length) % all.length;
    all.forEach((o, i) => o.setAttribute('aria-selected', i === at));
    all[at].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', all[at].id);
  };
  // Where the character at `from` stands: measured in a copy of the field.
  const place = () => {
    const copy = document.createElement('div'), mark = document.createElement('span'), is = getComputedStyle(field), box = field.getBoundingClientRect();
    for (const p of ['font', 'letterSpacing', 'padding', 'border', 'boxSizing', 'lineHeight']) copy.style[p] = is[p];
    Object.assign(copy.style, { position: 'fixed', visibility: 'hidden', whiteSpace: 'pre-wrap', overflowWrap: 'break-word', width: `${box.width}px`, left: `${box.left}px`, top: `${box.top - field.scrollTop}px` });
    copy.append(field.value.slice(0, from), mark);
    mark.textContent = '@';
    document.body.append(copy);
    const spot = mark.getBoundingClientRect();
    copy.remove();
    const wide = Math.min(320, innerWidth - 16), below = spot.bottom + 4, high = list.offsetHeight;
    Object.assign(list.style, { position: 'fixed', zIndex: 60, width: `${wide}px`, maxHeight: '18rem', overflowY: 'auto', padding: '.25rem', borderRadius: '10px', left: `${Math.max(8, Math.min(spot.left, innerWidth - wide - 8))}px` });
    const top = below + high > innerHeight ? Math.max(8, spot.top - high - 4) : below;
    list.style.top = `${top}px`;
    // In something that is a frame of its own, what is fixed is fixed to that.
    const there = list.getBoundingClientRect(), left = parseFloat(list.style.left);
    list.style.top = `${2 * top - there.top}px`;
    list.style.left = `${2 * left - there.left}px`;
  };
  const put = o => {
    field.setRangeText(o.dataset.put, from, field.selectionStart, 'end');
    shut();
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  on('input', async e => {
    const t = e.target, mine = ++asks;
    if (!t.matches('[data-complete]')) return;
    const m = t.selectionStart === t.selectionEnd && t.value.slice(0, t.selectionStart).match(begun);
    if (!m) { shut(); return; }
    const r = await fetch(`${t.dataset.complete}&at=${encodeURIComponent(m[1])}`, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    const html = r?.ok && !r.redirected ? await r.text() : '';
    if (mine !== asks || document.activeElement !== t) return;
    if (field !== t) shut();
    field = t;
    from = t.selectionStart - m[1].length;
    list.innerHTML = html;
    said.textContent = $('[data-count]', list)?.textContent || '';
    $('[data-count]', list)?.remove();
    if (!options().length) { shut(); return; }
    (t.closest('dialog, main') || document.body).append(list, said);
    t.setAttribute('aria-autocomplete', 'list');
    t.setAttribute('aria-controls', list.id);
    mark(0);
    place();
  });
  document.addEventListener('keydown', e => {
    if (!list.isConnected || e.target !== field || e.isComposing || e.metaKey || e.ctrlKey || e.altKey) return;
    const act = { ArrowDown: () => mark(at + 1), ArrowUp: () => mark(at - 1), Enter: () => put(options()[at]), Tab: () => put(options()[at]), Escape: shut }[e.key];
    if (act && !e.shiftKey) { e.preventDefault(); e.stopPropagation(); act(); }
  }, true);
  on('pointerdown', e => { const o = e.target.closest('#options [role=option]'); if (o) { e.preventDefault(); put(o); } });
  on('focusout', e => { if (e.target === field) shut(); });
}
