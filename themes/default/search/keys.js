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
  if (!form || event.altKey || event.defaultPrevented) return;
  const held = ctrlKey || metaKey;
  const writes = target.closest?.(':read-write, select');
  if (held ? key.toLowerCase() !== 'k' || event.shiftKey : key !== '/' || writes || form.dataset.slash || kept[OFF]) return;
  event.preventDefault();
  form.q.focus();
  form.q.select();
});
if (form && !form.dataset.messages) {
  form.addEventListener('focusin', () => {
    import(new URL('api.js', form.action)).then((search) => search.open()).catch(() => {});
  }, { once: true });
}
