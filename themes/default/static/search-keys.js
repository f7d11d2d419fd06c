// `/` and Ctrl+K go to the search field. Once it is used, what the search page needs is fetched ahead.
const form = document.querySelector('search form');
addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, shiftKey } = event;
  if (!form || event.altKey || event.isComposing || event.defaultPrevented) return;
  const off = () => {
    try {
      return localStorage.getItem('retell-slash');
    } catch {
      // Nothing can be kept here, so nothing was chosen.
    }
  };
  const slash = key === '/' && !ctrlKey && !metaKey && !form.dataset.slash && !off()
    && !target.closest?.('input:not([type=checkbox]), select, textarea, [contenteditable]');
  if (slash || ((ctrlKey || metaKey) && !shiftKey && key.toLowerCase() === 'k')) {
    event.preventDefault();
    form.elements.q.focus();
    form.elements.q.select();
  }
});
if (form && !('retellSearch' in form.dataset)) {
  form.addEventListener('focusin', () => {
    import(new URL('api.js', form.action)).then((search) => search.open()).catch(() => {});
  }, { once: true });
}
// Search did not start: the list of everything is shown, as without scripts.
addEventListener('load', () => document.querySelector('.everything:not([hidden])')?.classList.remove('everything'));
