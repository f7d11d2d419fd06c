// Every page but that of the search has this besides; it follows `keys.js` in one file.
// Once the field is used, what the search page needs is fetched ahead.
form?.addEventListener('focusin', () => {
  import(new URL('api.js', form.action)).then((search) => search.open()).catch(() => {});
}, { once: true });
