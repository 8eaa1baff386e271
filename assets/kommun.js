/* The meeting page's button opens the browser's own printing. */
document.addEventListener("click", (event) => {
  if (event.target.closest && event.target.closest(".meeting-print")) window.print();
});
