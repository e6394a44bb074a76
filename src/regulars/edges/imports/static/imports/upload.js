// Sends a chosen file at once and shows how far it is. Without it the form is sent like any other.
document.addEventListener("change", (event) => {
  if (event.target.matches('form[data-upload] input[type="file"]') && event.target.files.length) event.target.form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]")) return;
  const input = form.querySelector('input[type="file"]');
  if (!input.files.length) return;
  event.preventDefault();
  const going = form.querySelector("[data-upload-going]");
  const bar = going.querySelector("progress");
  const percent = going.querySelector("[data-upload-percent]");
  const request = new XMLHttpRequest();
  const again = () => { form.classList.remove("is-sending"); going.hidden = true; delete form.dataset.sent; };

  form.classList.add("is-sending");
  going.hidden = false;
  request.upload.addEventListener("progress", (sent) => {
    if (!sent.lengthComputable) return;
    bar.value = (100 * sent.loaded) / sent.total;
    percent.textContent = `${Math.floor(bar.value)} %`;
    if (sent.loaded === sent.total) bar.removeAttribute("value");
  });
  request.addEventListener("load", () => {
    if (request.responseURL && request.responseURL !== new URL(form.action).href) { location.assign(request.responseURL); return; }
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");  // the page with what was wrong
    document.querySelector("#main").replaceWith(answer.querySelector("#main"));
  });
  request.addEventListener("error", () => { again(); form.submit(); });
  request.open("POST", form.action);
  request.send(new FormData(form));
}, true);
