// The page of the search has this besides; it follows `keys.js` in one file.
// Where readers can switch `/` off for themselves. Until they do, nothing is kept.
const box = document.querySelector('[data-search=keys] input');
if (box) {
  box.checked = !kept[OFF];
  box.closest('[hidden]').hidden = false;
  box.onchange = () => (kept[OFF] = box.checked ? '' : 'off');
}
// The style sheet hides the list of everything until all has loaded, and then only the search does: where it did not
// start, the list is shown, as without scripts.
addEventListener('load', () => document.querySelector('.everything')?.classList.remove('everything'));
