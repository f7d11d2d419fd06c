// What a page becomes on paper. Call it with print media and the dark scheme set, for a reader at night
// whose paper is white all the same.

/** @param {import('@playwright/test').Page} tab @returns {Promise<string[]>} what is wrong */
export async function paper(tab) {
  const wrong = await tab.evaluate(() => {
    const wrong = [];
    for (const nav of document.querySelectorAll('nav')) {
      if (nav.checkVisibility()) wrong.push(`prints a navigation: ${nav.getAttribute('aria-label') ?? nav.textContent.trim().slice(0, 40)}`);
    }
    for (const press of document.querySelectorAll('button, input:not([type=hidden], li input), audio, .actions')) {
      if (press.checkVisibility()) wrong.push(`prints what is there to be pressed: <${press.localName}> ${press.textContent.trim().slice(0, 40)}`);
    }
    // What only leads on is a navigation, whatever its element: what to read next, other parts, topics.
    const leadsOn = 'nav, .actions, .letter, .related, .series, .topics';
    for (const kept of document.querySelectorAll('h1, main :is(p, li, dt, dd, td, th, figcaption)')) {
      if (kept.closest(leadsOn) || kept.closest('[hidden]') || kept.textContent.trim() === '') continue;
      if (!kept.checkVisibility({ visibilityProperty: true })) wrong.push(`does not print ${kept.textContent.trim().slice(0, 40)}`);
    }
    return wrong;
  });
  // What the paper looks like is asked of the picture: many things can make it dark.
  // Above the first line, since the text reaches the sides: the margins are the sheet's.
  const picture = await tab.screenshot({ clip: { x: 0, y: 0, width: 600, height: 8 } });
  const darkest = await tab.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    return Math.min(...canvas.getImageData(0, 0, bitmap.width, bitmap.height).data);
  }, picture.toString('base64'));
  if (darkest < 255) wrong.push(`is printed on a ground that is not white (${darkest} of 255)`);
  return wrong;
}
