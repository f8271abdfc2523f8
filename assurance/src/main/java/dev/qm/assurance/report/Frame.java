package dev.qm.assurance.report;

import java.util.List;

/** What every page of a bundle has around it: a head with a policy, where it belongs, an end. */
final class Frame {
  private final Markup to = new Markup();
  private int section;

  private Frame() {}

  /**
   * Begins a page.
   *
   * @param index where the first page is, as this one sees it; empty for that page itself
   * @param kicker what kind of page it is
   */
  static Frame begin(ReportFacts facts, String index, String kicker, String title) {
    var frame = new Frame();
    var to = frame.to;
    to.doctype().open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8");
    to.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src "
            + StyleSheet.hash(StyleSheet.bundle())
            + "; base-uri 'none'; form-action 'none'");
    to.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    to.empty("meta", "name", "referrer", "content", "no-referrer");
    to.element("title", title + ": " + facts.machine());
    to.verbatim("style", StyleSheet.bundle());
    to.closeLine().open("body");
    to.element("a", "Skip to the content", "class", "skip", "href", "#content");
    if (!index.isEmpty()) {
      to.open("nav", "class", "back", "aria-label", "Bundle");
      to.element("a", "Back to the report", "href", index).closeLine();
    }
    to.open("header").element("p", kicker, "class", "kicker").element("h1", title);
    to.open("dl", "class", "facts");
    frame.fact("Machine", facts.machine());
    frame.fact("Date", HtmlReport.TIME.format(facts.at()));
    frame.fact("Made by", "qm " + facts.version());
    return frame;
  }

  /** A line of the header; only before {@link #content}. */
  Frame fact(String what, String value) {
    to.open("div").element("dt", what).element("dd", value).closeLine();
    return this;
  }

  /** Ends the header. */
  Frame content() {
    to.closeLine().closeLine().open("main", "id", "content");
    return this;
  }

  Markup to() {
    return to;
  }

  /** Begins a part; {@link Markup#closeLine} ends it. */
  void section(String id, String title) {
    section++;
    to.open("section", "id", id, "aria-labelledby", id + "-title");
    to.element("h2", section + " " + title, "id", id + "-title");
  }

  /** Begins a table that a narrow window scrolls, up to its body; four closes end it. */
  void table(String caption, String... columns) {
    to.open("div", "class", "wide", "tabindex", "0", "role", "group", "aria-label", caption);
    to.open("table", "class", "list").element("caption", caption).open("thead").open("tr");
    for (var column : columns) {
      to.element("th", column, "scope", "col");
    }
    to.close().close().open("tbody");
  }

  void endTable() {
    to.close().close().closeLine();
  }

  /** Paragraphs or, of several, a list. */
  void items(List<String> sentences) {
    to.open("ul", "class", "items");
    for (var sentence : sentences) {
      to.open("li").prose(sentence).closeLine();
    }
    to.closeLine();
  }

  /** The whole page. */
  String end(String words) {
    to.closeLine().open("footer").element("p", words).closeLine();
    to.closeLine().closeLine();
    return to.toString();
  }
}
