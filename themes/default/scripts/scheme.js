// Readers may choose the colours for themselves. This stands before the style sheet, so that the first thing
// that is painted has them; until somebody chooses, nothing is kept.
// In braces, so that other scripts may use the same names.
{
  const KEY = 'retell-scheme';
  const root = document.documentElement;
  let kept = {};
  try {
    kept = localStorage;
  } catch {
    // Nothing can be kept here: a choice holds for this page.
  }
  root.dataset.scheme = kept[KEY] ?? '';
  addEventListener('DOMContentLoaded', () => {
    const choice = document.querySelector('#scheme');
    if (!choice) return;
    choice.value = root.dataset.scheme;
    choice.closest('[hidden]').hidden = false;
    choice.addEventListener('change', () => {
      root.dataset.scheme = choice.value;
      try {
        if (choice.value) kept[KEY] = choice.value;
        else delete kept[KEY];
      } catch {
        // Storage is full or forbidden.
      }
    });
  });
  // Another tab of the site may have chosen.
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) root.dataset.scheme = newValue ?? '';
  });
}
