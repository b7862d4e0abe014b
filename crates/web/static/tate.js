// Improves pages that work without it: keeps each field on the server as it is left, answers with
// the keys Y and N, opens the branches of a survey, copies answers, opens the menu only where there is room. No dependency, nothing kept here.
(function () {
  "use strict";

  function say(form, text) {
    var mark = form.querySelector("[data-saved]");
    if (mark) { mark.textContent = text; }
  }

  // <form data-draft="item:…">: each named field is sent to /drafts when it is left.
  function keep(event) {
    var field = event.target;
    var form = field.form;
    if (!form || !form.dataset.draft || !field.name || field.type === "hidden" || field.type === "password" || field.type === "file") { return; }
    var value = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value;
    var body = new URLSearchParams({ place: form.dataset.draft, field: field.name, value: value });
    // For which facility, as the form's own address says it.
    var at = (form.getAttribute("action") || "").split("?")[1];
    say(form, "保存しています…");
    fetch("/drafts" + (at ? "?" + at : ""), { method: "POST", body: body, headers: { "x-tate-draft": "1" }, credentials: "same-origin", redirect: "manual" }).then(function (response) {
      var now = new Date();
      var time = ("0" + now.getHours()).slice(-2) + ":" + ("0" + now.getMinutes()).slice(-2);
      if (response.status === 204) { say(form, time + " 入力の途中を保存しました"); }
      else if (response.status === 401) { say(form, "ログインの期限が切れました。このまま送信すると、ログインの後で続きから保存できます。"); }
      else { say(form, "入力の途中を保存できませんでした。送信ボタンで保存してください。"); }
    }, function () { say(form, "サーバにつながりません。入力はこの画面に残っています。"); });
  }
  document.addEventListener("change", keep);

  // The code of a vendor's link stands behind the # of its address: into the form with it, and out of the address bar.
  var code = document.getElementById("answer-code");
  if (code && window.location.hash.length === 44) {
    code.value = window.location.hash.slice(1);
    window.history.replaceState(null, "", window.location.pathname);
    document.getElementById("answer-pin").focus();
  }

  // Y はい, N いいえ on the answer form, unless something is being typed.
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
    var at = event.target;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && at.type !== "radio" && at.type !== "checkbox") { return; }
    var key = event.key.toLowerCase();
    var value = key === "y" ? "yes" : key === "n" ? "no" : "";
    var radio = value && document.querySelector("form[data-answer] input[name=value][value=" + value + "]");
    if (radio) { radio.checked = true; radio.focus(); radio.dispatchEvent(new Event("change", { bubbles: true })); event.preventDefault(); }
  });

  // Only the part of the answer form that the choice needs.
  function parts(form) {
    var chosen = form.querySelector("input[name=value]:checked");
    form.querySelectorAll("[data-when]").forEach(function (part) {
      part.hidden = !chosen || part.dataset.when.split(" ").indexOf(chosen.value) < 0;
    });
  }
  document.querySelectorAll("form[data-answer]").forEach(function (form) {
    parts(form);
    form.addEventListener("change", function () { parts(form); });
  });

  // A question of a survey is asked when another was answered so; what is not asked is not sent.
  function branches(form) {
    form.querySelectorAll("[data-asked-by]").forEach(function (question) {
      var by = form.querySelector("[name='" + question.dataset.askedBy + "'][value='" + question.dataset.askedIf + "']");
      var open = !!by && by.checked && !by.matches(":disabled");
      question.hidden = question.disabled = !open;
      document.getElementById(question.id + "-closed").hidden = open;
    });
  }
  document.querySelectorAll("form[data-survey]").forEach(function (form) {
    branches(form);
    form.addEventListener("change", function () { branches(form); });
  });

  // An answer to be typed into another program gets a button that copies it.
  document.querySelectorAll("[data-copy]").forEach(function (field) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = "コピー";
    button.setAttribute("aria-describedby", field.id);
    button.addEventListener("click", function () {
      field.select();
      // Without https there is no clipboard for scripts, only the old command.
      var done = navigator.clipboard ? navigator.clipboard.writeText(field.value)
        : document.execCommand("copy") ? Promise.resolve() : Promise.reject();
      done.then(function () { button.textContent = "コピーしました"; }, function () { button.textContent = "Ctrl+Cで写せます"; });
    });
    field.after(button);
  });

  // A page of work under way looks again by itself; without scripts its link does.
  document.querySelectorAll("a[data-follow]").forEach(function (link) { setTimeout(function () { location.replace(link.href); }, 1000); });

  // A button that starts long work says so.
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (button && button.dataset.busy) { setTimeout(function () { button.setAttribute("aria-disabled", "true"); button.textContent = button.dataset.busy; }, 0); }
  });

  if (window.matchMedia("(max-width: 48rem)").matches) {
    document.querySelectorAll("details.menu").forEach(function (menu) { menu.open = false; });
  }
})();
