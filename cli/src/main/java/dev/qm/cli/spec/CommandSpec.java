package dev.qm.cli.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that there is to say about one command.
 *
 * @param name the words after {@code qm}: {@code status}, {@code quadlet check}
 * @param summary what it does, one line, a verb first, no full stop
 * @param description paragraphs, parted by empty lines; a paragraph whose lines begin with two
 *     spaces is kept as it is
 * @param options the command's own, in help order; {@link CommonOptions#HELP} and {@link
 *     CommonOptions#DEBUG} come by themselves
 * @param positionals in the order of the command line
 * @param examples at least one
 * @param exitCodes beyond the three that every command has, or with a closer meaning
 * @param order whether options may follow arguments
 * @param dashes how long options are written
 */
public record CommandSpec(
    String name,
    String summary,
    String description,
    List<OptionSpec> options,
    List<PositionalSpec> positionals,
    List<Example> examples,
    List<ExitCode> exitCodes,
    Order order,
    Dashes dashes) {

  /** How a long option is written. */
  public enum Dashes {
    /** {@code --name} only: {@code -name} is four letters, or a slip. */
    TWO,
    /** {@code --name} or {@code -name}, as programs written in Go take them. */
    ONE_OR_TWO
  }

  /** Where options may stand. */
  public enum Order {
    /** Options and arguments in any order, up to {@code --}. */
    MIXED,
    /** The first argument ends the options: what follows belongs to another program. */
    OPTIONS_FIRST
  }

  public CommandSpec {
    options = List.copyOf(options);
    positionals = List.copyOf(positionals);
    examples = List.copyOf(examples);
    exitCodes = List.copyOf(exitCodes);
    requireBindable(name, positionals);
  }

  /** Begins the description of a command. */
  public static Draft named(String name) {
    return new Draft(name);
  }

  /** The command's own options and the two that every command has. */
  public List<OptionSpec> allOptions() {
    var all = new ArrayList<OptionSpec>(options.size() + 2);
    all.addAll(options);
    all.add(CommonOptions.DEBUG);
    all.add(CommonOptions.HELP);
    return all;
  }

  /**
   * An argument after one that takes all the rest, or a needed one after one that may be missing,
   * has no meaning.
   */
  private static void requireBindable(String name, List<PositionalSpec> positionals) {
    var loosest = 0;
    for (var positional : positionals) {
      // no switch over the types, which every command would pay for: see ArgumentParser
      var looseness =
          positional instanceof PositionalSpec.One
              ? 0
              : positional instanceof PositionalSpec.Maybe
                  ? 1
                  : positional instanceof PositionalSpec.Some && loosest != 0 ? -1 : 2;
      if (looseness < loosest || loosest == 2) {
        throw new IllegalArgumentException(
            "qm " + name + ": " + positional.name() + " cannot stand where it stands");
      }
      loosest = looseness;
    }
  }

  /** A description in the making. */
  public static final class Draft {
    private final String name;
    private String summary = "";
    private String description = "";
    private final List<OptionSpec> options = new ArrayList<>();
    private final List<PositionalSpec> positionals = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private final List<ExitCode> exitCodes = new ArrayList<>();
    private Order order = Order.MIXED;
    private Dashes dashes = Dashes.TWO;

    private Draft(String name) {
      this.name = name;
    }

    /** One line, a verb first, no full stop. */
    public Draft summary(String text) {
      summary = text;
      return this;
    }

    /** Paragraphs, parted by empty lines. */
    public Draft description(String text) {
      description = text.strip();
      return this;
    }

    /** Adds options, in help order. */
    public Draft options(OptionSpec... more) {
      options.addAll(List.of(more));
      return this;
    }

    /** Adds arguments, in the order of the command line. */
    public Draft positionals(PositionalSpec... more) {
      positionals.addAll(List.of(more));
      return this;
    }

    /** Adds an example. */
    public Draft example(String command, String purpose) {
      examples.add(new Example(command, purpose));
      return this;
    }

    /** Adds an exit status, or says more closely when one of the usual three happens. */
    public Draft exit(int code, String meaning) {
      exitCodes.add(new ExitCode(code, meaning));
      return this;
    }

    /** What follows the first argument belongs to another program. */
    public Draft optionsFirst() {
      order = Order.OPTIONS_FIRST;
      return this;
    }

    /** Long options may have one dash, for who calls the command in another program's place. */
    public Draft oneDashToo() {
      dashes = Dashes.ONE_OR_TWO;
      return this;
    }

    /** The finished description. */
    public CommandSpec build() {
      return new CommandSpec(
          name, summary, description, options, positionals, examples, exitCodes, order, dashes);
    }
  }
}
