package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.UsageException;
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
  /** The words for the command of qm. */
  @FunctionalInterface
  interface Words {
    List<String> of(Invocation in) throws UsageException;
  }

  /** Units of one node, each named by itself. */
  static List<String> files(Invocation in, List<OptionSpec.Flag> flags) {
    var words = new ArrayList<String>();
    for (var flag : flags) {
      if (in.has(flag)) {
        words.add("--" + flag.name());
      }
    }
    for (var unit : in.get(BluechictlCommands.UNITS)) {
      words.add(in.get(BluechictlCommands.NODE) + "/" + unit);
    }
    return words;
  }

  /** All nodes, all units of one, or some. */
  static List<String> resetFailed(Invocation in) {
    var node = in.get(BluechictlCommands.MAYBE_NODE).orElse("*");
    var words = new ArrayList<String>();
    for (var unit : in.get(BluechictlCommands.ANY_UNITS)) {
      words.add(node + "/" + unit);
    }
    return words.isEmpty() ? List.of(node) : words;
  }

  static List<String> filtered(Invocation in, List<String> more) {
    var words = new ArrayList<>(more);
    var node = in.get(BluechictlCommands.MAYBE_NODE);
    var filter = in.value(BluechictlCommands.FILTER);
    if (filter.isPresent()) {
      words.add(node.orElse("*") + "/" + filter.get());
    } else {
      node.ifPresent(words::add);
    }
    return words;
  }

  /** Units stand side by side with commas between them. */
  static List<String> monitored(Invocation in) {
    var node = in.get(BluechictlCommands.MAYBE_NODE).orElse("*");
    var words = new ArrayList<String>();
    for (var units : in.get(BluechictlCommands.ANY_UNITS)) {
      for (var unit : units.split(",", -1)) {
        if (!unit.isBlank()) {
          words.add(node + "/" + unit.strip());
        }
      }
    }
    return words.isEmpty() ? List.of(node) : words;
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
    all.addAll(words.of(in));
    // no option among the words asks for help, so there is something to run
    return ArgumentParser.parse(command.spec(), all) instanceof ArgumentParser.Outcome.Run run
        ? command.run(new Invocation(run.arguments(), in.console()))
        : 0;
  }

  private Subcommand command() {
    return (Subcommand) new NodesCommands().find(like).orElseThrow();
  }
}
