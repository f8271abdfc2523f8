package dev.qm.cli.help;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.OptionSpec;
import java.util.ArrayList;
import java.util.List;

/** The page that {@code --help} prints. */
public final class HelpPage {
  /** Longer lines are hard to read, however wide the terminal is. */
  private static final int WIDEST = 100;

  private static final int LONGEST_TERM = 26;

  private final StringBuilder page = new StringBuilder();
  private final String program;
  private final int columns;

  private HelpPage(String program, int columns) {
    this.program = program;
    this.columns = Math.min(columns, WIDEST);
  }

  /** A line of a list: a word and what it means. */
  private record Item(String term, String meaning) {}

  /**
   * The page of a command or of a group of commands.
   *
   * @param columns how wide the reader's terminal is
   */
  public static String of(CommandNode command, int columns) {
    return of("qm", command, columns);
  }

  /**
   * The page of a command or of a group of commands.
   *
   * @param program the name that qm was called by
   * @param columns how wide the reader's terminal is
   */
  public static String of(String program, CommandNode command, int columns) {
    var page = new HelpPage(program, columns);
    switch (command) {
      case Subcommand subcommand -> page.command(subcommand.spec());
      case CommandGroup group -> page.group(group);
    }
    return page.page.toString();
  }

  private void command(CommandSpec spec) {
    page.append(program)
        .append(' ')
        .append(spec.name())
        .append(" - ")
        .append(spec.summary())
        .append("\n\n");
    page.append("Usage: ").append(Words.usage(program, spec)).append('\n');
    prose(spec.description());
    var arguments = new ArrayList<Item>();
    for (var positional : spec.positionals()) {
      arguments.add(new Item(Words.written(positional), Words.explained(positional)));
    }
    items("Arguments", arguments);
    items("Options", options(spec.allOptions()));
    heading("Examples");
    for (var example : spec.examples()) {
      for (var line : Text.wrap(example.purpose() + ":", columns - 2)) {
        line(2, line);
      }
      line(4, "$ " + example.command());
    }
    var codes = new ArrayList<Item>();
    for (var code : Words.exitCodes(spec)) {
      codes.add(new Item(Integer.toString(code.code()), code.meaning()));
    }
    items("Exit status", codes);
  }

  private void group(CommandGroup group) {
    var spec = group.spec();
    var name = spec.name().isEmpty() ? program : program + " " + spec.name();
    var itself = group.itself();
    if (itself.isPresent()) {
      command(itself.get().spec());
      sections(group);
      more(name);
      return;
    }
    page.append(name).append(" - ").append(spec.summary()).append("\n\n");
    page.append("Usage: ").append(Words.usage(name)).append('\n');
    prose(spec.description());
    sections(group);
    items("Options of every command", options(List.of(CommonOptions.DEBUG, CommonOptions.HELP)));
    more(name);
  }

  private void more(String name) {
    page.append('\n').append("'").append(name).append(" COMMAND --help' tells more.\n");
  }

  private void sections(CommandGroup group) {
    for (var section : group.spec().sections()) {
      var items = new ArrayList<Item>();
      for (var command : section.commands()) {
        items.add(new Item(command, summary(group, command)));
      }
      items(section.title(), items);
    }
  }

  private static String summary(CommandGroup group, String name) {
    return switch (group.find(name).orElseThrow()) {
      case Subcommand subcommand -> subcommand.spec().summary();
      case CommandGroup inner -> inner.spec().summary();
    };
  }

  private static List<Item> options(List<OptionSpec> options) {
    var items = new ArrayList<Item>();
    for (var option : options) {
      var indent = option.letter().isPresent() ? "" : "    ";
      items.add(new Item(indent + Words.written(option), Words.explained(option)));
    }
    return items;
  }

  private void prose(String description) {
    for (var paragraph : Text.of(description).paragraphs()) {
      page.append('\n');
      switch (paragraph) {
        case Text.Paragraph.Prose prose -> {
          for (var line : Text.wrap(prose.words(), columns)) {
            line(0, line);
          }
        }
        case Text.Paragraph.Verbatim verbatim -> {
          for (var line : verbatim.lines()) {
            line(2, line);
          }
        }
      }
    }
  }

  private void items(String heading, List<Item> items) {
    if (items.isEmpty()) {
      return;
    }
    heading(heading);
    var width = 0;
    for (var item : items) {
      if (item.term().length() <= LONGEST_TERM) {
        width = Math.max(width, item.term().length());
      }
    }
    var margin = 2 + width + 2;
    for (var item : items) {
      var term = item.term();
      var lines = Text.wrap(item.meaning(), Math.max(20, columns - margin));
      if (term.length() > width) {
        line(2, term);
      }
      for (var i = 0; i < lines.size(); i++) {
        var standsHere = i == 0 && term.length() <= width;
        line(
            standsHere ? 2 : margin,
            standsHere
                ? term + " ".repeat(width + 2 - term.length()) + lines.get(i)
                : lines.get(i));
      }
    }
  }

  private void heading(String text) {
    page.append('\n').append(text).append(":\n");
  }

  private void line(int indent, String text) {
    page.repeat(' ', indent).append(text).append('\n');
  }
}
