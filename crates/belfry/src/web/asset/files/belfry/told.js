// A mail that rings while one looks is told to those who do not see it.
const rung = $('#rung'), bells = () => Object.fromEntries($$('.bell[data-mail]').map(b => [b.dataset.mail, b.dataset.state]));
if (rung) {
  let was = bells();
  new MutationObserver(() => {
    const is = bells();
    for (const id in is) if (was[id] && was[id] !== is[id] && /mailed|cancelled|failed/.test(is[id])) rung.textContent = [...$(`.bell[data-mail="${id}"] .bell-text`).childNodes].map(n => n.textContent).join(' ');
    was = { ...was, ...is };
  }).observe($('.issue-main'), { childList: true, subtree: true });
}
