// Shows the buttons that pass a page on, each only where the browser can do what it says; the link to the code for other
// sites' pages copies that code instead.
const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0];
const title = document.querySelector("h1").textContent;

const actions = {
  copy: navigator.clipboard && (() => navigator.clipboard.writeText(address)),
  send: navigator.share && (() => navigator.share({ title, url: address })),
  embed: navigator.clipboard && (async (link) => {
    const answer = await fetch(link.href);
    await navigator.clipboard.writeText((await answer.json()).html);
  }),
};

for (const control of document.querySelectorAll("[data-share]")) {
  const act = actions[control.dataset.share];
  if (!act) continue;
  control.hidden = false;
  control.addEventListener("click", async (event) => {
    event.preventDefault();
    const said = control.parentElement.querySelector("output");
    try {
      await act(control);
      said.textContent = control.dataset.done ?? "";
    } catch (fault) {
      // The reader changed their mind, which is no fault; or the browser can't do it after all.
      if (fault.name === "AbortError") return;
      if (control.href) location.href = control.href;
      else control.hidden = true;
    }
  });
}
