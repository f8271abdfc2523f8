package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of {@code bluechictl}, which is one of {@code qm nodes} with its words in another
 * order.
 *
 * @param like the last word of the name of the command of qm
 * @param example the words of an example behind the name
 */
record RenamedCommand(
    String name,
    String like,
    List<OptionSpec> options,
    List<PositionalSpec> positionals,
    String example,
    Words words)
    implements Subcommand {
  /**
   * A line for the command of qm.
   *
   * @param words the names in it; what looks like an option among them is none
   */
  record Line(List<String> options, List<String> words) {
    static Line of(String... words) {
      return new Line(List.of(), List.of(words));
    }
  }

  /** The line for the command of qm. */
  @FunctionalInterface
  interface Words {
    Line of(Invocation in);
  }

  /** Units of one node, each named by itself. */
  static Line files(Invocation in, List<OptionSpec.Flag> flags) {
    var options = new ArrayList<String>();
    for (var flag : flags) {
      if (in.has(flag)) {
        options.add("--" + flag.name());
      }
    }
    var words = new ArrayList<String>();
    for (var unit : in.get(BluechictlCommands.UNITS)) {
      words.add(in.get(BluechictlCommands.NODE) + "/" + unit);
    }
    return new Line(options, words);
  }

  /** All nodes, all units of one, or some. */
  static Line resetFailed(Invocation in) {
    var node = in.get(BluechictlCommands.MAYBE_NODE).orElse("*");
    var words = new ArrayList<String>();
    for (var unit : in.get(BluechictlCommands.ANY_UNITS)) {
      words.add(node + "/" + unit);
    }
    return words.isEmpty() ? Line.of(node) : new Line(List.of(), words);
  }

  static Line filtered(Invocation in, List<String> options) {
    var words = new ArrayList<String>();
    var node = in.get(BluechictlCommands.MAYBE_NODE);
    var filter = in.value(BluechictlCommands.FILTER);
    if (filter.isPresent()) {
      words.add(node.orElse("*") + "/" + filter.get());
    } else {
      node.ifPresent(words::add);
    }
    return new Line(options, words);
  }

  /** Units stand side by side with commas between them. */
  static Line monitored(Invocation in) {
    var node = in.get(BluechictlCommands.MAYBE_NODE).orElse("*");
    var words = new ArrayList<String>();
    for (var units : in.get(BluechictlCommands.ANY_UNITS)) {
      for (var unit : units.split(",", -1)) {
        if (!unit.isBlank()) {
          words.add(node + "/" + unit.strip());
        }
      }
    }
    return words.isEmpty() ? Line.of(node) : new Line(List.of(), words);
  }

  @Override
  public CommandSpec spec() {
    var spec = command().spec();
    var draft =
        CommandSpec.named(name)
            .summary(spec.summary())
            .description(spec.description())
            .options(options.toArray(OptionSpec[]::new))
            .options(CommonOptions.JSON)
            .positionals(positionals.toArray(PositionalSpec[]::new))
            .example("bluechictl " + name + " " + example, "The same as 'qm " + spec.name() + "'");
    for (var code : spec.exitCodes()) {
      draft.exit(code.code(), code.meaning());
    }
    return draft.build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var command = command();
    var all = new ArrayList<String>();
    if (in.json()) {
      all.add("--" + CommonOptions.JSON.name());
    }
    var line = words.of(in);
    all.addAll(line.options());
    all.add("--");
    all.addAll(line.words());
    if (ArgumentParser.parse(command.spec(), all) instanceof ArgumentParser.Outcome.Run run) {
      return command.run(new Invocation(run.arguments(), in.console()));
    }
    throw new IllegalStateException("no option here asks for help");
  }

  private Subcommand command() {
    return (Subcommand) new NodesCommands().find(like).orElseThrow();
  }
}
