// Browsers do not let a page opened as a file read other pages, which summaries of a search need.
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol !== "file:";
