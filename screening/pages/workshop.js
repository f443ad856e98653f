// The editor of the workshop: sends what was typed once the typing pauses, numbers its lines, marks
// those with mistakes, and goes to a line that was clicked in their list.
(() => {
  if (window.workshopListens) return;
  window.workshopListens = true;
  const PAUSE = 500; // milliseconds
  const field = () => document.querySelector(".st-key-proposed_text textarea");
  let typing, painted;

  const commit = () => {
    // As Ctrl+Enter does by hand: Streamlit sends a text area only then, or when it is left.
    const key = { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true };
    field()?.dispatchEvent(new KeyboardEvent("keydown", key));
  };

  const mistaken = () =>
    new Map(
      [...document.querySelectorAll(".mistakes [data-line]")].map((link) => [
        Number(link.dataset.line),
        link.dataset.kind,
      ]),
    );

  const paint = () => {
    const text = field();
    if (!text) return;
    const around = text.parentElement;
    let gutter = around.querySelector(".gutter");
    if (!gutter) {
      gutter = document.createElement("div");
      gutter.className = "gutter";
      gutter.setAttribute("aria-hidden", "true");
      around.prepend(gutter);
      painted = undefined;
    }
    const count = text.value.split("\n").length;
    const marks = mistaken();
    const wanted = `${count} ${[...marks].join(" ")}`;
    if (wanted !== painted) {
      painted = wanted;
      gutter.replaceChildren(
        ...Array.from({ length: count }, (_, at) => {
          const number = document.createElement("div");
          number.textContent = at + 1;
          if (marks.has(at + 1)) number.className = marks.get(at + 1);
          return number;
        }),
      );
    }
    gutter.scrollTop = text.scrollTop;
  };

  const goTo = (line) => {
    const text = field();
    if (!text) return;
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    const height = parseFloat(getComputedStyle(text).lineHeight);
    text.scrollTop = Math.max(0, (line - 4) * height);
    text.scrollIntoView({ block: "nearest" });
  };

  const takeFile = async (input) => {
    const [file] = input.files;
    if (!file || !field()) return;
    const text = (await file.text()).replaceAll("\r\n", "\n").replace(/^\ufeff/, "");
    const refused = text.length > Number(input.dataset.most) || /[\0\ufffd]/.test(text);
    input.setCustomValidity(refused ? input.dataset.refused : "");
    if (refused) return input.reportValidity();
    const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
    set.call(field(), text);
    field().dispatchEvent(new Event("input", { bubbles: true }));
    input.value = "";
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".take-file input")) takeFile(event.target);
  });
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(typing);
    typing = setTimeout(commit, PAUSE);
    paint();
  });
  document.addEventListener("scroll", (event) => event.target === field() && paint(), true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".mistakes [data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });
  new MutationObserver(paint).observe(document.body, { childList: true, subtree: true });
  paint();
})();
