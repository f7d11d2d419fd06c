// `/` and Ctrl+K go to the search field.
const form = document.querySelector('search form');
const OFF = 'retell-slash';
let kept = {};
try {
  kept = localStorage;
} catch {
  // Nothing can be kept here: then nothing was chosen.
}
addEventListener('keydown', (event) => {
  if (!form || event.altKey || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey
    ? event.key.toLowerCase() != 'k' || event.shiftKey
    : event.key != '/' || kept[OFF] || form.dataset.slash || event.target.closest?.(':read-write, select')) return;
  event.preventDefault();
  form.q.focus();
  form.q.select();
});
