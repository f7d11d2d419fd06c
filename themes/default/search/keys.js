// `/` and Ctrl+K go to the search field. Once it is used, what the search page needs is fetched ahead.
const form = document.querySelector('search form');
const OFF = 'retell-slash';
let kept = {};
try {
  kept = localStorage;
} catch {
  // Nothing can be kept here: then nothing was chosen.
}
addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey } = event;
  if (!form || event.altKey || event.isComposing || event.defaultPrevented) return;
  const held = ctrlKey || metaKey;
  const writes = target.closest?.('input:not([type=checkbox]), select, textarea, [contenteditable]');
  if (held ? key.toLowerCase() !== 'k' || event.shiftKey : key !== '/' || writes || form.dataset.slash || kept[OFF]) return;
  event.preventDefault();
  form.elements.q.focus();
  form.elements.q.select();
});
if (form && !form.dataset.messages) {
  form.addEventListener('focusin', () => {
    import(new URL('api.js', form.action)).then((search) => search.open()).catch(() => {});
  }, { once: true });
}
