// The colours follow the system's setting, also when it changes while the page is open.
const dark = matchMedia("(prefers-color-scheme: dark)");
const apply = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
dark.addEventListener("change", apply);
apply();
