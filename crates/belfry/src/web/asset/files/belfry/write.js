// Writing: the tools above a text, drafts that survive a reload, no pictures yet.
const wrap = (t, before, after) => {
  const { selectionStart: a, selectionEnd: b } = t, s = t.value.slice(a, b);
  t.setRangeText(after ? before + s + after : s.replace(/^/gm, before), a, b, 'end');
  if (after && a === b) t.selectionEnd = t.selectionStart = a + before.length;
  t.focus();
};
on('click', e => {
  const tool = e.target.closest('[data-md]');
  if (tool) wrap($('textarea', tool.form), tool.dataset.md, tool.dataset.mdEnd);
  const quote = e.target.closest('[data-quote]'), text = $('#c-text');
  if (quote && text) {
    e.preventDefault();
    const said = $(`#${quote.dataset.quote} .prose`).innerText.trim().replace(/^/gm, '> ');
    text.value += `${text.value && '\n\n'}${said}\n\n`;
    quote.closest('details').open = false;
    text.focus();
  }
});
const DRAFTS = '.composer textarea, .new .t, .new textarea';
const drafts = t => `draft ${t.closest('.new') ? 'new' : location.pathname} ${t.name}`;
const restore = el => { for (const t of $$(DRAFTS, el)) if (!t.value) t.value = localStorage.getItem(drafts(t)) || ''; };
restore(document);
on('input', e => { if (e.target.matches(DRAFTS)) localStorage.setItem(drafts(e.target), e.target.value); });
on('submit', e => { if (e.submitter?.name !== 'do') for (const t of $$(DRAFTS, e.target)) localStorage.removeItem(drafts(t)); });
on('paste', e => { const no = e.target.dataset?.noPictures; if (no && e.clipboardData?.files.length) { e.preventDefault(); say(no); } });

// The browser knows the time zone.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const z of $$('select[data-zone]')) if (z.value === 'UTC' && [...z.options].some(o => o.value === zone)) z.value = zone;

// A menu of choices shows what was chosen.
on('change', e => {
  const m = e.target.matches('.panel input[type=radio]') && e.target.closest('details.menu');
  if (!m) return;
  const l = e.target.closest('label').cloneNode(true);
  $('input', l).remove();
  $('summary', m).replaceChildren(...l.childNodes);
  m.open = false;
  $('summary', m).focus();
});

// Query bar: keep the coloured copy in step with the field.
on('input', e => {
  const h = e.target.matches('.q-in') && e.target.nextElementSibling;
  if (!h) return;
  h.replaceChildren(...e.target.value.split(/(\s+)/).flatMap(w => {
    const m = w.match(/^(-?[a-z]+:)(.*)$/), mk = (n, t) => Object.assign(document.createElement(n), { textContent: t });
    return m ? [mk('i', m[1]), mk('b', m[2])] : [mk('b', w)];
  }));
});
