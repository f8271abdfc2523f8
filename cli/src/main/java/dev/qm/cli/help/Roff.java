package dev.qm.cli.help;

import java.util.List;
import java.util.Locale;

/** A page in roff, the language that man(1) reads, with the macros of man(7). */
public final class Roff {
  private final StringBuilder page = new StringBuilder();

  /**
   * The page's head.
   *
   * @param section of the manual: 1 for commands, 8 for what administrators read
   * @param version of qm, for the foot of the page
   */
  public void title(String name, int section, String version) {
    // no date: two builds of one version give the same page
    page.append(".TH \"")
        .append(escape(name.toUpperCase(Locale.ROOT)))
        .append("\" ")
        .append(section)
        .append(" \"\" \"qm ")
        .append(escape(version))
        .append("\" \"QM\"\n.nh\n.ad l\n");
  }

  /** The next line begins a paragraph. */
  public void paragraph() {
    page.append(".PP\n");
  }

  /** A heading. */
  public void section(String title) {
    page.append(".SH \"").append(escape(title)).append("\"\n");
  }

  /**
   * A term and what there is to say about it.
   *
   * @param roffTerm in roff already
   */
  public void item(String roffTerm, String meaning) {
    page.append(".TP\n");
    line(roffTerm);
    line(escape(meaning));
  }

  /** Paragraphs, parted by empty lines, as in a command's description. */
  public void text(String description) {
    var isFirst = true;
    for (var paragraph : Text.of(description).paragraphs()) {
      if (!isFirst) {
        page.append(".PP\n");
      }
      isFirst = false;
      switch (paragraph) {
        case Text.Paragraph.Prose prose -> {
          for (var line : Text.wrap(prose.words(), 100)) {
            line(escape(line));
          }
        }
        case Text.Paragraph.Verbatim verbatim -> verbatim(verbatim.lines());
      }
    }
  }

  /** Lines that are kept as they are. */
  public void verbatim(List<String> lines) {
    page.append(".RS 4\n.nf\n");
    for (var line : lines) {
      line(escape(line));
    }
    page.append(".fi\n.RE\n");
  }

  /** A line of roff; a dot or quote at its start would be a request. */
  public void line(String roff) {
    if (roff.startsWith(".") || roff.startsWith("'")) {
      page.append("\\&");
    }
    page.append(roff).append('\n');
  }

  /**
   * Text as roff: a plain hyphen would become a typographic one that cannot be pasted into a shell.
   */
  public static String escape(String text) {
    var roff = new StringBuilder(text.length() + 8);
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '\\' -> roff.append("\\e");
        case '-' -> roff.append("\\-");
        case '\'' -> roff.append("\\(aq");
        case '`' -> roff.append("\\(ga");
        case '^' -> roff.append("\\(ha");
        case '~' -> roff.append("\\(ti");
        case '"' -> roff.append("\\(dq");
        default -> roff.append(c);
      }
    }
    return roff.toString();
  }

  /** The page so far. */
  @Override
  public String toString() {
    return page.toString();
  }
}
