// Whether a page keeps still. Call it with reduced motion asked for.

/** @param {import('@playwright/test').Page} tab @returns {Promise<string[]>} what is wrong */
export function motion(tab) {
  return tab.evaluate(() => {
    const wrong = document.getAnimations()
      .filter((animation) => animation.playState === 'running')
      .map(({ effect }) => `moves <${effect.target.localName} class="${effect.target.className}">`);
    for (const element of document.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      if (style.scrollBehavior === 'smooth') wrong.push(`scrolls smoothly in <${element.localName}>`);
    }
    for (const element of document.querySelectorAll('[autoplay], marquee, blink')) wrong.push(`moves by itself: <${element.localName}>`);
    return wrong;
  });
}
