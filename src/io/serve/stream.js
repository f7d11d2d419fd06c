// One stream of news for all pages of the preview in this browser, which gives a host few connections.
const pages = new Set();
let latest = null;

const stream = new EventSource("/:retell/news");
stream.onmessage = (event) => {
  latest = event.data;
  for (const page of pages) page.postMessage(latest);
};
// What an earlier run of the preview said is not news.
stream.onerror = () => {
  latest = null;
};

self.onconnect = (event) => {
  const page = event.ports[0];
  pages.add(page);
  page.onmessage = () => pages.delete(page);
  if (latest) page.postMessage(latest);
};
