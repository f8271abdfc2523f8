package dev.qm.assurance.report;

import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Result;
import java.util.List;

/**
 * How an outcome looks: a shape, a kind of line and a word, and a colour as the last of them. The
 * worst one first; what nobody could judge may be a failure, so it stands before a risk that
 * somebody answers for.
 */
enum Sign {
  FAIL(
      "fail",
      "fail",
      "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z",
      "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"),
  NOT_JUDGED(
      "not-judged",
      "not judged",
      "M8 .5L15.5 8L8 15.5L.5 8z",
      "M6.4 6a1.65 1.65 0 1 1 2.3 1.5q-.7 .3 -.7 1.3M8 11.3v.1"),
  ACCEPTED("accepted", "accepted", "M8 1L15.5 14.7H.5z", "M8 5.9v4M8 12v.6"),
  PASS("pass", "pass", "M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0 -14z", "M4.8 8.4l2.3 2.3l4.2 -4.9"),
  NOT_APPLICABLE(
      "not-applicable", "not applicable", "M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0 -14z", "M4.8 8h6.4"),
  NO_RULE("no-rule", "no verdict", "M1.5 1.5h13v13h-13z", "M8 8h.1");

  private final String style;
  private final String words;
  private final String shape;
  private final String stroke;

  Sign(String style, String words, String shape, String stroke) {
    this.style = style;
    this.words = words;
    this.shape = shape;
    this.stroke = stroke;
  }

  static Sign of(Outcome outcome) {
    return switch (outcome) {
      case FAIL -> FAIL;
      case ACCEPTED -> ACCEPTED;
      case NOT_JUDGED -> NOT_JUDGED;
      case NOT_APPLICABLE -> NOT_APPLICABLE;
      case PASS -> PASS;
    };
  }

  /** The worst of several. */
  static Sign worst(List<Result> results) {
    var worst = NO_RULE;
    for (var result : results) {
      worst = worst.or(of(result.outcome()));
    }
    return worst;
  }

  /** The worse of two. */
  Sign or(Sign other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** Its class in the style sheet. */
  String style() {
    return style;
  }

  String words() {
    return words;
  }

  /** Draws its shape, 16 wide and high, with the upper left corner there. */
  void draw(Markup to, double x, double y) {
    to.open("g", "class", "sign " + style, "transform", "translate(" + x + " " + y + ")")
        .empty("path", "class", "shape", "d", shape)
        .empty("path", "class", "stroke", "d", stroke)
        .close();
  }

  /** The shape and the word, for a line of text. */
  void write(Markup to) {
    shape(to.open("span", "class", "badge " + style));
    to.text(" " + words).close();
  }

  /** The shape alone, for where the word stands too. */
  void shape(Markup to) {
    to.open("svg", "class", "mark", "viewBox", "0 0 16 16", "aria-hidden", "true");
    draw(to, 0, 0);
    to.close();
  }
}
