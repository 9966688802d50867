// Shows the buttons that pass a page on, each only where the browser can do what it says.
const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0];
const title = document.querySelector("h1").textContent;

const actions = {
  copy: navigator.clipboard && (() => navigator.clipboard.writeText(address)),
  send: navigator.share && (() => navigator.share({ title, url: address })),
};

for (const button of document.querySelectorAll("[data-share]")) {
  const act = actions[button.dataset.share];
  if (!act) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.parentElement.querySelector("output");
    try {
      await act();
      said.textContent = button.dataset.done ?? "";
    } catch (fault) {
      // The reader changed their mind, which is no fault; or the browser can't do it after all.
      if (fault.name !== "AbortError") button.hidden = true;
    }
  });
}
