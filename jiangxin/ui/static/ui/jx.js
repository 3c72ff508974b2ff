// Small behaviours of every page. Without this script every page still works.
(function () {
  "use strict";
  var root = document.documentElement;
  var OFFLINE = "网断了，您写的都还在。连上后再按一次。";
  var UNEXPECTED = "刚才那一下没有办成，没有改动任何东西。请刷新这一页再试。";

  function token() {
    var meta = document.querySelector("meta[name=csrf-token]");
    return meta ? meta.content : "";
  }

  function tell(words) {
    var place = document.getElementById("alerts");
    if (!place) return;
    var box = document.createElement("div");
    var strong = document.createElement("strong");
    box.className = "jx-say jx-say--warn";
    strong.textContent = words;
    box.append(strong);
    place.replaceChildren(box);
    place.scrollIntoView({ block: "start" });
  }

  // htmx: our token on each request; an error goes to the alerts, a whole page replaces the page.
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var answer = event.detail.xhr;
    if (/^\s*<!doctype/i.test(answer.responseText) && !event.detail.boosted) {
      event.detail.shouldSwap = false;
      if (answer.status < 400) window.location.assign(answer.responseURL);
      else tell(UNEXPECTED);
    }
  });
  document.addEventListener("htmx:sendError", function () { tell(OFFLINE); });
  document.addEventListener("htmx:timeout", function () { tell(OFFLINE); });

  // Theme and size: at once, and remembered by the server.
  function look(button) {
    var dark = button.name === "theme";
    var now = button.value;
    if (dark) { root.dataset.bsTheme = now; root.dataset.theme = now; } else root.dataset.size = now;
    document.querySelectorAll("[data-appearance] button[name=" + button.name + "]").forEach(function (one) {
      one.setAttribute("aria-pressed", String(now === "dark" || now === "large"));
      one.value = dark ? (now === "dark" ? "light" : "dark") : (now === "large" ? "normal" : "large");
    });
    return now;
  }
  function remember(form, button) {
    var said = new FormData(form);
    said.set(button.name, look(button));
    fetch(form.action, { method: "POST", body: said, headers: { "X-Requested-With": "fetch" } })
      .catch(function () { tell(OFFLINE); });
  }

  // A form is sent once: its button rests after 0.3 s and keeps its words.
  function rest(form, button) {
    if (!button || form.hasAttribute("data-keep")) return;
    window.setTimeout(function () { button.disabled = true; }, 300);
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    // What is asked for as one types stands in the address; the page above the rows stays old.
    if (form.hasAttribute("data-export")) form.elements.query.value = location.search.slice(1);
    if (form.hasAttribute("data-appearance") && event.submitter) {
      event.preventDefault();
      remember(form, event.submitter);
    } else if (!event.defaultPrevented) rest(form, event.submitter);
  });
  function wake() {
    document.querySelectorAll("form button:disabled").forEach(function (one) { one.disabled = false; });
  }
  window.addEventListener("pageshow", function (event) { if (event.persisted) wake(); });
  document.addEventListener("htmx:afterRequest", wake);

  // Characters used of those allowed.
  document.addEventListener("input", function (event) {
    var limit = event.target.dataset && event.target.dataset.limit;
    var words = limit && document.querySelector('[data-count-of="' + event.target.id + '"]');
    if (words) words.textContent = Array.from(event.target.value).length + " / " + limit + " 字";
  });

  // Photos are shown before they are sent.
  document.addEventListener("change", function (event) {
    var box = event.target.type === "file" && event.target.closest("[data-photos]");
    if (!box) return;
    var last = box.querySelector(".jx-photos__add");
    box.querySelectorAll("li[data-new]").forEach(function (old) {
      URL.revokeObjectURL(old.firstChild.src);
      old.remove();
    });
    Array.from(event.target.files).forEach(function (file) {
      var item = document.createElement("li");
      var image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      item.dataset.new = "";
      item.append(image);
      last.before(item);
    });
    var count = box.querySelectorAll(".jx-photos img").length;
    box.querySelector(".form-label small").textContent = count + " / " + box.dataset.photos + " 张";
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
    var link = event.target.closest("a[data-copy]");
    if (!link || !navigator.clipboard) return;
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(function () { link.textContent = "已复制"; });
  });

  // “/” goes to the search, Escape closes an open menu.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details.jx-menu[open]").forEach(function (menu) { menu.open = false; });
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    var field = document.querySelector("main input[type=search]");
    var link = document.querySelector("a[data-search]");
    if (field || link) event.preventDefault();
    if (field) field.focus();
    else if (link) link.click();
  });

  // Errors are said under the field by the server, in Chinese, not by the browser's bubble.
  document.querySelectorAll("form").forEach(function (form) { form.noValidate = true; });
})();
