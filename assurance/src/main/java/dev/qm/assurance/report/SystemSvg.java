package dev.qm.assurance.report;

import dev.qm.assurance.report.Edges.Edge;
import dev.qm.assurance.report.Edges.Strand;
import dev.qm.assurance.verify.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws the two sides of a machine and what leads from one to the other. Colours, and they alone,
 * come from the style sheet; a line's dashes and its sign say the same.
 */
public final class SystemSvg {
  private static final int WIDTH = 1000;
  private static final int BOX = 252;
  private static final int LEFT = 24;
  private static final int RIGHT = WIDTH - LEFT - BOX;
  private static final int TOP = 24;

  /** Where edges begin and end. */
  private static final int FROM = RIGHT - 6;

  private static final int TO = LEFT + BOX + 6;

  /** Where their words are. */
  private static final int WORDS = TO + 40;

  private static final int WORDS_END = FROM - 12;

  /** Names of units in a box; more are counted. */
  private static final int MOST_NAMES = 8;

  /** Things handed over, a class of interference; more are counted. */
  private static final int MOST_STRANDS = 5;

  private static final int EDGE_HEIGHT = 48;
  private static final int STRAND_HEIGHT = 26;
  private static final int NAME_HEIGHT = 24;

  private final SystemPicture picture;
  private final Edges edges;
  private final Markup to = new Markup();

  private SystemSvg(SystemPicture picture, Edges edges) {
    this.picture = picture;
    this.edges = edges;
  }

  /** A picture that is a file of its own. */
  public static String of(SystemPicture picture, Report report) {
    var svg = new SystemSvg(picture, Edges.of(picture, report));
    svg.draw(
        svg.to, StyleSheet.picture(), "xmlns", "http://www.w3.org/2000/svg", "width", "" + WIDTH);
    return svg.to + "\n";
  }

  /** The picture in a page that has the style sheet. */
  static void write(Markup page, SystemPicture picture, Edges edges) {
    new SystemSvg(picture, edges).draw(page, "");
  }

  /** What the picture shows, for who does not see it. */
  static String description(SystemPicture picture, Edges edges) {
    var text = new StringBuilder();
    text.append("On one Linux kernel: the host with ")
        .append(
            picture.asilUnits().isEmpty()
                ? "the ASIL side, whose units are not named"
                : "the units of the ASIL side, " + String.join(", ", picture.asilUnits()))
        .append("; and the partition ")
        .append(picture.partition())
        .append(", with ")
        .append(picture.isolation())
        .append(" and ")
        .append(
            picture.nested().isEmpty()
                ? "no nested containers"
                : "the nested containers " + String.join(", ", picture.nested()))
        .append(". What leads from the partition to the host:");
    for (var edge : edges.all()) {
      text.append(' ').append(edge.kind().words()).append(", ").append(edge.words()).append(';');
    }
    text.setCharAt(text.length() - 1, '.');
    return text.toString();
  }

  private void draw(Markup page, String style, String... attributes) {
    var bottom = TOP + 16 + Math.max(Math.max(hostHeight(), partitionHeight()), edgesHeight()) + 16;
    var kernel = bottom + 14;
    var machineEnd = kernel + 40 + 14;
    var height = machineEnd + 74;
    var all = new ArrayList<String>(List.of(attributes));
    all.addAll(
        List.of(
            "class",
            "picture",
            "viewBox",
            "0 0 " + WIDTH + " " + height,
            "role",
            "img",
            "aria-labelledby",
            "picture-title picture-description"));
    page.open("svg", all.toArray(String[]::new));
    page.element(
        "title", "The two sides and what leads from one to the other", "id", "picture-title");
    page.element("desc", description(picture, edges), "id", "picture-description");
    if (!style.isEmpty()) {
      page.verbatim("style", style);
      rectangle(page, "paper", 0, 0, WIDTH, height, 0);
    }
    rectangle(page, "machine", 8, 8, WIDTH - 16, machineEnd - 8, 10);
    host(page, bottom);
    partition(page, bottom);
    rectangle(page, "kernel", LEFT, kernel, WIDTH - 2 * LEFT, 40, 6);
    page.element(
        "text",
        "One Linux kernel, which both sides share",
        "class",
        "middle",
        "x",
        "" + WIDTH / 2,
        "y",
        "" + (kernel + 25));
    var y = TOP + 16;
    for (var edge : edges.all()) {
      y = edge(page, edge, y);
    }
    legend(page, machineEnd + 30);
    page.close();
  }

  private int hostHeight() {
    return 44
        + listHeight(Math.max(1, picture.asilUnits().size()))
        + 56
        + (picture.hostContainers().isEmpty()
            ? 0
            : 40 + listHeight(picture.hostContainers().size()))
        + 12;
  }

  private int partitionHeight() {
    return 108 + 40 + listHeight(Math.max(1, picture.nested().size())) + 24;
  }

  private int edgesHeight() {
    return edges.all().stream().mapToInt(SystemSvg::edgeHeight).sum();
  }

  private static int edgeHeight(Edge edge) {
    var strands = edge.strands().size();
    return EDGE_HEIGHT
        + STRAND_HEIGHT * Math.min(strands, MOST_STRANDS)
        + (strands > MOST_STRANDS ? 20 : 0)
        + (strands > 0 ? 8 : 0);
  }

  private static int listHeight(int names) {
    return NAME_HEIGHT * Math.min(names, MOST_NAMES) + (names > MOST_NAMES ? NAME_HEIGHT : 0);
  }

  private void host(Markup page, int bottom) {
    rectangle(page, "host", LEFT, TOP, BOX, bottom - TOP, 8);
    heading(page, "The host", LEFT + 16, TOP + 28);
    var y = TOP + 44;
    var asil = Math.max(1, picture.asilUnits().size());
    rectangle(page, "asil", LEFT + 12, y, BOX - 24, 44 + listHeight(asil), 6);
    heading(page, "ASIL side", LEFT + 26, y + 26);
    y = names(page, picture.asilUnits(), "units not named", LEFT + 26, y + 52);
    if (!picture.hostContainers().isEmpty()) {
      y += 20;
      heading(page, "Other containers", LEFT + 16, y);
      names(page, picture.hostContainers(), "", LEFT + 26, y + 24);
    }
  }

  private void partition(Markup page, int bottom) {
    rectangle(page, "partition", RIGHT, TOP, BOX, bottom - TOP, 8);
    heading(page, "The QM partition", RIGHT + 16, TOP + 28);
    name(page, picture.partition(), RIGHT + 16, TOP + 52, BOX - 32);
    plain(page, picture.isolation(), RIGHT + 16, TOP + 76);
    plain(page, running(), RIGHT + 16, TOP + 98);
    var y = TOP + 114;
    var nested = Math.max(1, picture.nested().size());
    rectangle(page, "nested", RIGHT + 12, y, BOX - 24, 44 + listHeight(nested), 6);
    heading(page, "Nested containers", RIGHT + 26, y + 26);
    names(page, picture.nested(), "none declared", RIGHT + 26, y + 52);
  }

  private String running() {
    if (picture.running().isEmpty()) {
      return "not looked at while running";
    }
    var running = picture.running().getAsInt();
    return "runs, with " + running + (running == 1 ? " container" : " containers");
  }

  /** A list in a box, and where it ends. */
  private static int names(Markup page, List<String> names, String none, int x, int y) {
    if (names.isEmpty()) {
      plain(page, none, x, y);
      return y + NAME_HEIGHT;
    }
    var at = y;
    for (var name : names.subList(0, Math.min(names.size(), MOST_NAMES))) {
      name(page, name, x, at, BOX - 52);
      at += NAME_HEIGHT;
    }
    if (names.size() > MOST_NAMES) {
      plain(page, "and " + (names.size() - MOST_NAMES) + " more", x, at);
      at += NAME_HEIGHT;
    }
    return at;
  }

  /** An edge with what is handed over along it, and where the next begins. */
  private static int edge(Markup page, Edge edge, int top) {
    page.open("g");
    page.element("title", edge.kind().words() + ": " + edge.words());
    edge.sign().draw(page, WORDS - 24, top + 3);
    page.element(
        "text", edge.kind().words(), "class", "name", "x", "" + WORDS, "y", "" + (top + 17));
    page.element(
        "text", edge.words(), "class", "end small", "x", "" + WORDS_END, "y", "" + (top + 17));
    var y = top + 29;
    line(page, "edge " + edge.sign().style(), FROM, TO + 10, y);
    page.empty(
        "path", "class", "arrow " + edge.sign().style(), "d", "M" + TO + " " + y + "l13 -6.5v13z");
    page.close();
    y += 5;
    var strands = edge.strands();
    for (var strand : strands.subList(0, Math.min(strands.size(), MOST_STRANDS))) {
      strand(page, strand, y);
      y += STRAND_HEIGHT;
    }
    if (strands.size() > MOST_STRANDS) {
      plain(page, "and " + (strands.size() - MOST_STRANDS) + " more", WORDS, y + 14);
    }
    return top + edgeHeight(edge);
  }

  private static void strand(Markup page, Strand strand, int top) {
    page.open("g");
    page.element("title", strand.crossing().what() + ": " + strand.sign().words());
    strand.sign().draw(page, WORDS - 2, top + 3);
    var width = WORDS_END - WORDS - 22;
    page.element(
        "text",
        Fitted.of(strand.crossing().what(), width / 7.25),
        "class",
        "code small",
        "x",
        "" + (WORDS + 20),
        "y",
        "" + (top + 16));
    line(page, "strand " + strand.sign().style(), FROM, TO, top + 23);
    page.close();
  }

  private static void legend(Markup page, int y) {
    var x = 8.0;
    for (var sign : Sign.values()) {
      line(page, "edge " + sign.style(), (int) x, (int) x + 34, y - 5);
      sign.draw(page, x + 40, y - 13);
      page.element(
          "text", sign.words(), "class", "small", "x", number(x + 61), "y", String.valueOf(y));
      x += 61 + 8 * sign.words().length() + 22;
    }
    page.element(
        "text",
        "A thick line is the worst verdict of a class of interference; the thin ones below it are"
            + " what the partition is handed, judged by their lines.",
        "class",
        "small",
        "x",
        "8",
        "y",
        "" + (y + 28));
  }

  private static void heading(Markup page, String text, int x, int y) {
    page.element("text", text, "class", "name", "x", "" + x, "y", "" + y);
  }

  private static void plain(Markup page, String text, int x, int y) {
    page.element("text", text, "class", "small", "x", "" + x, "y", "" + y);
  }

  /** A name that somebody chose, whole for the pointer, and cut for its place. */
  private static void name(Markup page, String name, int x, int y, int width) {
    page.open("g");
    page.element("title", name);
    page.element("text", Fitted.of(name, width / 7.85), "class", "code", "x", "" + x, "y", "" + y);
    page.close();
  }

  private static void line(Markup page, String style, int from, int to, int y) {
    page.empty("path", "class", style, "d", "M" + from + " " + y + "H" + to);
  }

  private static void rectangle(
      Markup page, String style, int x, int y, int width, int height, int round) {
    page.empty(
        "rect",
        "class",
        style,
        "x",
        "" + x,
        "y",
        "" + y,
        "width",
        "" + width,
        "height",
        "" + height,
        "rx",
        "" + round);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
