// Added by `retell serve` to pages on their way out: loads a page again when there is a newer one, and
// shows what was found in the sources over it. Nothing of this is in the built site.
(() => {
  const own = document.currentScript.dataset.build;
  const CLOSED = "retell-closed";
  let shown = "";

  // Whether a build is newer than this page: of another run of the program, or later in this one.
  const isNewer = (build) => {
    const [run, count] = build.split("-");
    const [ownRun, ownCount] = own.split("-");
    return run !== ownRun || Number(count) > Number(ownCount);
  };

  const hear = (text) => {
    const news = JSON.parse(text);
    if (isNewer(news.build)) {
      // Only who is looking goes along; the same page stays where it was scrolled to.
      if (news.follow && !document.hidden && news.follow !== location.pathname) location.assign(news.follow);
      else location.reload();
      return;
    }
    if (document.body.classList.contains("retell-page") || text === shown) return;
    shown = text;
    panel.show(news);
  };

  const listen = () => {
    if (window.SharedWorker) {
      const worker = new SharedWorker("/:retell/stream.js", "retell");
      worker.port.onmessage = (event) => hear(event.data);
      addEventListener("pagehide", () => worker.port.postMessage("gone"));
      return;
    }
    // Without a shared stream only the page that is looked at has one.
    let stream = null;
    const follow = () => {
      if (document.hidden) {
        stream?.close();
        stream = null;
      } else if (!stream) {
        stream = new EventSource("/:retell/news");
        stream.onmessage = (event) => hear(event.data);
      }
    };
    document.addEventListener("visibilitychange", follow);
    addEventListener("pagehide", () => {
      stream?.close();
      stream = null;
    });
    follow();
  };

  // A page that comes back from the browser's memory may be old, and has lost its stream.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const remembered = () => {
    try {
      return sessionStorage.getItem(CLOSED);
    } catch {
      return null;
    }
  };
  const remember = (text) => {
    try {
      sessionStorage.setItem(CLOSED, text);
    } catch {
      // Then it opens again on the next page.
    }
  };

  // The panel stands in a shadow tree, so that neither style sheet knows of the other.
  const panel = (() => {
    let host, sheet, reminder, heading, said, body, current;

    const build = () => {
      host = document.createElement("retell-preview");
      const root = host.attachShadow({ mode: "open" });
      root.innerHTML = `
        <link rel="stylesheet" href="/:retell/page.css">
        <p class="said" role="status" aria-live="polite"></p>
        <section class="panel report" aria-labelledby="heading" tabindex="-1" hidden>
          <header>
            <h1 id="heading"></h1>
            <button type="button" class="close">Close <kbd>Esc</kbd></button>
          </header>
          <div class="findings"></div>
        </section>
        <button type="button" class="reminder" hidden></button>`;
      sheet = root.querySelector("section");
      reminder = root.querySelector(".reminder");
      heading = root.querySelector("h1");
      said = root.querySelector(".said");
      body = root.querySelector(".findings");
      // Without its style sheet the panel would stand in the page for a moment.
      host.style.display = "none";
      const appear = () => (host.style.display = "");
      root.querySelector("link").addEventListener("load", appear);
      root.querySelector("link").addEventListener("error", appear);
      root.querySelector(".close").addEventListener("click", close);
      reminder.addEventListener("click", () => {
        remember("");
        open();
        sheet.focus();
      });
      addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !sheet.hidden) {
          event.preventDefault();
          close();
        }
      });
      document.documentElement.append(host);
    };

    const open = () => {
      sheet.hidden = false;
      reminder.hidden = true;
    };

    const close = () => {
      const inside = host.shadowRoot.activeElement;
      remember(current);
      sheet.hidden = true;
      reminder.hidden = false;
      if (inside) reminder.focus();
    };

    const show = (news) => {
      if (!host && !news.totals) return;
      if (!host) build();
      current = news.report;
      heading.textContent = news.errors ? `Not shown yet: ${news.totals}` : news.totals;
      // A region that is filled as it appears is not read out.
      const words = news.totals ? `${news.totals} in the sources of this site` : "Mended";
      setTimeout(() => (said.textContent = words), 100);
      reminder.textContent = news.totals;
      reminder.classList.toggle("errors", news.errors > 0);
      body.innerHTML = news.errors
        ? `<p>This page is as it was before. It changes by itself when this is mended.</p>${news.report}`
        : news.report;
      const wanted = news.errors > 0 && remembered() !== current;
      if (!news.totals) {
        sheet.hidden = true;
        reminder.hidden = true;
      } else if (wanted || !sheet.hidden) {
        open();
      } else {
        reminder.hidden = false;
      }
      if (!news.errors) remember("");
    };

    return { show };
  })();

  listen();
})();
