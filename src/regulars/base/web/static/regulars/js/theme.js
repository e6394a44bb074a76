// Before the first paint: the chosen appearance, and the mark that scripts run.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const choice = localStorage.getItem("regulars.theme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch { /* storage may be closed; the system's wish stays */ }
})();
