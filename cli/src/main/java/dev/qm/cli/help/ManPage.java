package dev.qm.cli.help;

import dev.qm.cli.frame.Command;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import java.util.List;
import java.util.Locale;

/** A page for {@code man}, in the roff of man(7). */
public final class ManPage {
  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  /**
   * The page of a command or of a group of commands, in section 1.
   *
   * @param version of qm, for the foot of the page
   */
  public static String of(Command command, String version) {
    var page = new ManPage();
    switch (command) {
      case Subcommand subcommand -> page.command(subcommand.spec(), version);
      case CommandGroup group -> page.group(group, version);
    }
    return page.page.toString();
  }

  private void command(CommandSpec spec, String version) {
    title(pageName(spec.name()), version);
    section("NAME");
    line(escape(pageName(spec.name()) + " - " + spec.summary()));
    section("SYNOPSIS");
    line(escape(Words.usage(spec)));
    section("DESCRIPTION");
    text(spec.description().isEmpty() ? spec.summary() + "." : spec.description());
    if (!spec.positionals().isEmpty()) {
      section("ARGUMENTS");
      for (var positional : spec.positionals()) {
        item("\\fI" + escape(Words.written(positional)) + "\\fR", Words.explained(positional));
      }
    }
    section("OPTIONS");
    for (var option : spec.allOptions()) {
      var letter = option.letter().isPresent() ? "\\fB\\-" + option.letter().get() + "\\fR, " : "";
      var value = Words.value(option);
      item(
          letter
              + "\\fB"
              + escape("--" + option.name())
              + "\\fR"
              + (value.isEmpty() ? "" : " \\fI" + escape(value.strip()) + "\\fR"),
          Words.explained(option));
    }
    section("EXIT STATUS");
    for (var code : Words.exitCodes(spec)) {
      item(Integer.toString(code.code()), code.meaning());
    }
    section("EXAMPLES");
    for (var i = 0; i < spec.examples().size(); i++) {
      var example = spec.examples().get(i);
      if (i > 0) {
        page.append(".PP\n");
      }
      line(escape(example.purpose()) + ":");
      verbatim(List.of("$ " + example.command()));
    }
    seeAlso(spec.name());
  }

  private void group(CommandGroup group, String version) {
    var spec = group.spec();
    title(pageName(spec.name()), version);
    section("NAME");
    line(escape(pageName(spec.name()) + " - " + spec.summary()));
    section("SYNOPSIS");
    line(
        escape(
            (spec.name().isEmpty() ? "qm" : "qm " + spec.name())
                + " COMMAND [OPTIONS] [ARGUMENTS]"));
    section("DESCRIPTION");
    text(spec.description());
    for (var part : spec.sections()) {
      section(part.title().toUpperCase(Locale.ROOT));
      for (var name : part.commands()) {
        switch (group.find(name).orElseThrow()) {
          case Subcommand subcommand ->
              reference(subcommand.spec().name(), subcommand.spec().summary());
          case CommandGroup inner -> reference(inner.spec().name(), inner.spec().summary());
        }
      }
    }
    if (!spec.name().isEmpty()) {
      seeAlso(spec.name());
    }
  }

  private void reference(String name, String summary) {
    item("\\fB" + escape(pageName(name)) + "\\fR(1)", summary);
  }

  private void seeAlso(String name) {
    section("SEE ALSO");
    var lastWord = name.lastIndexOf(' ');
    line(
        "\\fBqm\\fR(1)"
            + (lastWord < 0
                ? ""
                : ", \\fB" + escape(pageName(name.substring(0, lastWord))) + "\\fR(1)"));
  }

  private void title(String name, String version) {
    // no date: two builds of one version give the same page
    page.append(".TH \"")
        .append(escape(name.toUpperCase(Locale.ROOT)))
        .append("\" 1 \"\" \"qm ")
        .append(escape(version))
        .append("\" \"QM\"\n.nh\n.ad l\n");
  }

  private void section(String title) {
    page.append(".SH \"").append(escape(title)).append("\"\n");
  }

  private void item(String roffTerm, String meaning) {
    page.append(".TP\n");
    line(roffTerm);
    line(escape(meaning));
  }

  private void text(String description) {
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

  private void verbatim(List<String> lines) {
    page.append(".RS 4\n.nf\n");
    for (var line : lines) {
      line(escape(line));
    }
    page.append(".fi\n.RE\n");
  }

  /** A dot or quote at the start of a line would be a request. */
  private void line(String roff) {
    if (roff.startsWith(".") || roff.startsWith("'")) {
      page.append("\\&");
    }
    page.append(roff).append('\n');
  }

  /** {@code qm}, {@code qm-quadlet-check}. */
  public static String pageName(String command) {
    return command.isEmpty() ? "qm" : "qm-" + command.replace(' ', '-');
  }

  /**
   * Text as roff: a plain hyphen would become a typographic one that cannot be pasted into a shell.
   */
  private static String escape(String text) {
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
}
