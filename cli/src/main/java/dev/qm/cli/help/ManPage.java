package dev.qm.cli.help;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A page for {@code man}, in the roff of man(7). */
public final class ManPage {
  private final Roff page = new Roff();

  private ManPage() {}

  /**
   * The page of a command or of a group of commands, in section 1.
   *
   * @param version of qm, for the foot of the page
   */
  public static String of(CommandNode command, String version) {
    var page = new ManPage();
    switch (command) {
      case Subcommand subcommand -> page.command(subcommand.spec(), version, () -> {});
      case CommandGroup group -> page.group(group, version);
    }
    return page.page.toString();
  }

  /** A command's page; {@code more} comes before its end. */
  private void command(CommandSpec spec, String version, Runnable more) {
    page.title(pageName(spec.name()), 1, version);
    page.section("NAME");
    page.line(Roff.escape(pageName(spec.name()) + " - " + spec.summary()));
    page.section("SYNOPSIS");
    page.line(Roff.escape(Words.usage("qm", spec)));
    page.section("DESCRIPTION");
    page.text(spec.description().isEmpty() ? spec.summary() + "." : spec.description());
    if (!spec.positionals().isEmpty()) {
      page.section("ARGUMENTS");
      for (var positional : spec.positionals()) {
        page.item(
            "\\fI" + Roff.escape(Words.written(positional)) + "\\fR", Words.explained(positional));
      }
    }
    page.section("OPTIONS");
    for (var option : spec.allOptions()) {
      var letter = option.letter().isPresent() ? "\\fB\\-" + option.letter().get() + "\\fR, " : "";
      var value = Words.value(option);
      page.item(
          letter
              + "\\fB"
              + Roff.escape("--" + option.name())
              + "\\fR"
              + (value.isEmpty() ? "" : " \\fI" + Roff.escape(value.strip()) + "\\fR"),
          Words.explained(option));
    }
    page.section("EXIT STATUS");
    for (var code : Words.exitCodes(spec)) {
      page.item(Integer.toString(code.code()), code.meaning());
    }
    page.section("EXAMPLES");
    for (var i = 0; i < spec.examples().size(); i++) {
      var example = spec.examples().get(i);
      if (i > 0) {
        page.paragraph();
      }
      page.line(Roff.escape(example.purpose()) + ":");
      page.verbatim(List.of("$ " + example.command()));
    }
    more.run();
    seeAlso(spec.name());
  }

  private void group(CommandGroup group, String version) {
    var spec = group.spec();
    var itself = group.itself();
    if (itself.isPresent()) {
      command(itself.get().spec(), version, () -> sections(group));
      return;
    }
    page.title(pageName(spec.name()), 1, version);
    page.section("NAME");
    page.line(Roff.escape(pageName(spec.name()) + " - " + spec.summary()));
    page.section("SYNOPSIS");
    page.line(Roff.escape(Words.usage(spec.name().isEmpty() ? "qm" : "qm " + spec.name())));
    page.section("DESCRIPTION");
    page.text(spec.description());
    sections(group);
    if (!spec.name().isEmpty()) {
      seeAlso(spec.name());
    }
  }

  private void sections(CommandGroup group) {
    for (var part : group.spec().sections()) {
      page.section(part.title().toUpperCase(Locale.ROOT));
      for (var name : part.commands()) {
        switch (group.find(name).orElseThrow()) {
          case Subcommand subcommand ->
              reference(subcommand.spec().name(), subcommand.spec().summary());
          case CommandGroup inner -> reference(inner.spec().name(), inner.spec().summary());
        }
      }
    }
  }

  /**
   * One page for a program of few commands, which have no pages of their own.
   *
   * @param program its name
   * @param version of qm, for the foot of the page
   */
  public static String whole(String program, CommandGroup commands, String version) {
    var man = new ManPage();
    var page = man.page;
    page.title(program, 1, version);
    page.section("NAME");
    page.line(Roff.escape(program + " - " + commands.spec().summary()));
    page.section("SYNOPSIS");
    page.line(Roff.escape(program + " COMMAND [OPTIONS] [ARGUMENTS]"));
    page.section("DESCRIPTION");
    page.text(commands.spec().description());
    page.section("COMMANDS");
    var examples = new ArrayList<Example>();
    for (var name : commands.names()) {
      if (commands.find(name).orElseThrow() instanceof Subcommand command) {
        var spec = command.spec();
        page.item("\\fB" + Roff.escape(Words.usage(program, spec)) + "\\fR", spec.summary());
        for (var positional : spec.positionals()) {
          page.item(
              "\\fI" + Roff.escape(Words.written(positional)) + "\\fR",
              Words.explained(positional));
        }
        for (var option : spec.options()) {
          page.item("\\fB" + Roff.escape(Words.written(option)) + "\\fR", Words.explained(option));
        }
        examples.addAll(spec.examples());
      }
    }
    page.section("EXAMPLES");
    for (var example : examples) {
      page.line(Roff.escape(example.purpose()) + ":");
      page.verbatim(List.of("$ " + example.command()));
      page.paragraph();
    }
    page.section("SEE ALSO");
    page.line("\\fBqm\\fR(1), \\fBqm\\-show\\fR(1), \\fBqm\\-exec\\fR(1)");
    return page.toString();
  }

  private void reference(String name, String summary) {
    page.item("\\fB" + Roff.escape(pageName(name)) + "\\fR(1)", summary);
  }

  private void seeAlso(String name) {
    page.section("SEE ALSO");
    var lastWord = name.lastIndexOf(' ');
    page.line(
        "\\fBqm\\fR(1)"
            + (lastWord < 0
                ? ""
                : ", \\fB" + Roff.escape(pageName(name.substring(0, lastWord))) + "\\fR(1)"));
  }

  /** {@code qm}, {@code qm-quadlet-check}. */
  public static String pageName(String command) {
    return command.isEmpty() ? "qm" : "qm-" + command.replace(' ', '-');
  }
}
