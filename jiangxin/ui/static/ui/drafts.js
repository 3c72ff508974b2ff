// Forms with data-draft="name" keep what was written on this device until it is sent; those with
// data-autosave="address" also on the platform, every twenty seconds and when one looks elsewhere.
// The key holds the person's number, so that two people at one phone do not read each other.
(function () {
  "use strict";
  var person = document.body.dataset.user || "stranger";
  var PREFIX = "jx-draft:";
  var SECRET = /^(csrfmiddlewaretoken|password|code)$/;

  function keyOf(form) { return PREFIX + person + ":" + form.dataset.draft; }

  function kept(form) {
    return Array.from(form.elements).filter(function (one) {
      return one.name && !SECRET.test(one.name) && !/^(file|hidden|password|submit|button)$/.test(one.type);
    });
  }

  function say(form, words) {
    var note = form.querySelector("[data-draft-note]");
    if (!note) return;
    note.querySelector("span").textContent = words;
    note.hidden = false;
  }

  function clock(date) {
    return String(date.getHours()).padStart(2, "0") + ":" + String(date.getMinutes()).padStart(2, "0");
  }

  function save(form) {
    var answers = kept(form).filter(function (one) {
      return !/^(radio|checkbox)$/.test(one.type) || one.checked;
    }).map(function (one) { return [one.name, one.value]; });
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), answers: answers }));
    } catch { return; }                                  // a full or closed store: nothing is promised
    say(form, "草稿 " + clock(new Date()) + " 已存在本机，断网也不会丢" + (form.querySelector("input[type=file]") ? "（照片除外）" : ""));
  }

  // What is written goes to the platform too. Of two windows the one written in last counts.
  function keepOnPlatform(form) {
    var PAUSE = 20000, mine = String(Math.random()).slice(2), dirty = false, busy = false;

    function body() {
      var said = new FormData(form);
      Array.from(said.entries()).forEach(function (pair) { if (pair[1] instanceof File) said.delete(pair[0]); });
      said.set("window", mine);
      return said;
    }

    function answered(answer) {
      if (!answer.headers.get("Content-Type").includes("json")) {     // signed out, or sent already
        say(form, answer.redirected ? "登录已过期，先存在本机。重新登录后接着写" : "没有存到平台，先存在本机");
        return;
      }
      dirty = dirty && answer.ok === false;
      answer.json().then(function (told) { if (!dirty) say(form, told.said); });
    }

    function send() {
      if (!dirty || busy || form.dataset.sent) return;
      busy = true;
      dirty = false;
      fetch(form.dataset.autosave, { method: "POST", body: body(), keepalive: true })
        .then(answered, function () { dirty = true; say(form, "网络断了，先存在这台手机里 " + clock(new Date())); })
        .finally(function () { busy = false; });
    }

    form.addEventListener("input", function (event) { if (event.isTrusted) dirty = true; });
    form.addEventListener("submit", function () { form.dataset.sent = "yes"; });
    window.addEventListener("pageshow", function () { delete form.dataset.sent; });
    window.addEventListener("online", send);
    window.setInterval(send, PAUSE);
    document.addEventListener("visibilitychange", function () { if (document.hidden) send(); });
  }

  function restore(form) {
    var draft;
    try { draft = JSON.parse(localStorage.getItem(keyOf(form)) || "null"); } catch { return; }
    // The platform may have heard of it later, from another device.
    if (draft && draft.at < 1000 * Number(form.dataset.savedAt || 0)) return;
    if (!draft || form.querySelector("[aria-invalid=true]")) return;   // the server's answer is newer
    var left = draft.answers.slice();
    kept(form).forEach(function (one) {
      var place = left.findIndex(function (pair) {
        return pair[0] === one.name && (!/^(radio|checkbox)$/.test(one.type) || pair[1] === one.value);
      });
      if (/^(radio|checkbox)$/.test(one.type)) one.checked = place >= 0;
      else if (place >= 0) one.value = left[place][1];
      if (place >= 0) left.splice(place, 1);
      one.dispatchEvent(new Event("input", { bubbles: true }));
    });
    say(form, "已放回您 " + clock(new Date(draft.at)) + " 写的草稿");
  }

  // A page that is neither an error nor the same form again: the draft was taken, forget it.
  function forgetSent() {
    var sent = sessionStorage.getItem("jx-sent");
    var refused = document.querySelector("[aria-invalid=true], .jx-say--refuse, .jx-alone");
    var again = Array.from(document.querySelectorAll("form[data-draft]")).some(function (form) {
      return keyOf(form) === sent;
    });
    if (!sent || refused || again) return;
    sessionStorage.removeItem("jx-sent");
    localStorage.removeItem(sent);
  }

  forgetSent();
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var waiting;
    restore(form);
    if (form.dataset.autosave) keepOnPlatform(form);
    form.addEventListener("input", function (event) {
      if (!event.isTrusted) return;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { save(form); }, 600);
    });
    form.addEventListener("submit", function () {
      window.clearTimeout(waiting);
      save(form);                                        // kept until the server has taken it
      sessionStorage.setItem("jx-sent", keyOf(form));
    });
  });

  // Signing out leaves nothing of this person on a shared device.
  document.querySelectorAll("form[data-forget]").forEach(function (form) {
    form.addEventListener("submit", function () {
      Object.keys(localStorage).forEach(function (key) {
        if (key.startsWith(PREFIX + person + ":")) localStorage.removeItem(key);
      });
    });
  });
})();
