// On a phone the studio's navigation scrolls: the page that is shown is brought into view.
const nav = document.querySelector(".studio-nav");
const here = nav?.querySelector("[aria-current]");

if (here) {
  const away = here.getBoundingClientRect().left - nav.getBoundingClientRect().left;
  nav.scrollLeft += away - (nav.clientWidth - here.offsetWidth) / 2;
}
