// The back office's Alpine components by name: its build for a strict content security policy looks up names and
// evaluates nothing. It reaches no globals either, so the one that unfold's templates mention is given to it here.
/* global Alpine, theme, searchForm, getCurrentTab */
"use strict";

document.addEventListener("alpine:init", () => {
  Alpine.data("theme", theme);
  Alpine.data("searchForm", searchForm);
  Alpine.data("backOffice", (firstTab) => ({
    activeTab: firstTab,
    sidebarMobileOpen: false,
    sidebarDesktopOpen: localStorage.getItem("sidebarDesktopOpen") !== "0",
    window: { location: { pathname: location.pathname, search: location.search } },
    toggleSidebar() {
      this.sidebarDesktopOpen = !this.sidebarDesktopOpen;
      localStorage.setItem("sidebarDesktopOpen", this.sidebarDesktopOpen ? "1" : "0");
    },
    init() {
      this.activeTab = getCurrentTab() || firstTab;
    },
  }));
});
