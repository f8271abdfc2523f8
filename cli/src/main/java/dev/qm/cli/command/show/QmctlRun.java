package dev.qm.cli.command.show;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Execution;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.NestedExecution;

/**
 * A command of qm that {@code qmctl} has too, with {@code --json} beside its own options.
 *
 * @param like the command of qm
 * @param json what it does with the option
 */
record QmctlRun(Subcommand like, ForPrograms json) implements Subcommand {
  /** As the commands of qm declare them. */
  private static final PositionalSpec.Some COMMAND =
      PositionalSpec.some("COMMAND", "the program and its arguments");

  private static final PositionalSpec.One CONTAINER = PositionalSpec.one("CONTAINER", "which one");
  private static final PositionalSpec.One SOURCE = PositionalSpec.one("SOURCE", "from where");
  private static final PositionalSpec.One TARGET = PositionalSpec.one("TARGET", "to where");

  static final ForPrograms EXEC =
      (in, _) ->
          captured(
              in,
              new Execution(
                  instance(in), in.get(COMMAND), Execution.Input.NOTHING, Execution.Output.CALLER));

  static final ForPrograms EXECIN =
      (in, _) -> {
        var words = in.get(COMMAND);
        // CONTAINER ended the options, so this one came through
        var command = words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
        return captured(
            in,
            new NestedExecution(
                    instance(in),
                    in.get(CONTAINER),
                    command,
                    Execution.Input.NOTHING,
                    Execution.Output.CALLER)
                .execution());
      };

  static final ForPrograms COPY =
      (in, like) -> {
        var code = like.run(in);
        try (var json = Json.to(in.out())) {
          json.beginObject().field("source", in.get(SOURCE)).field("target", in.get(TARGET)).end();
        }
        return code;
      };

  /** Does it and prints one object. */
  @FunctionalInterface
  interface ForPrograms {
    /**
     * Does it.
     *
     * @param like the command of qm
     * @return the exit status
     */
    int run(Invocation in, Subcommand like) throws Exception;
  }

  @Override
  public CommandSpec spec() {
    var spec = like.spec();
    var draft =
        CommandSpec.named(spec.name())
            .summary(spec.summary())
            .description(spec.description())
            .options(spec.options().toArray(new OptionSpec[0]))
            .options(QmctlShow.VERBOSE, CommonOptions.JSON)
            .positionals(spec.positionals().toArray(new PositionalSpec[0]));
    for (var example : spec.examples()) {
      draft.example(example.command().replaceFirst("^qm ", "qmctl "), example.purpose());
    }
    for (var code : spec.exitCodes()) {
      draft.exit(code.code(), code.meaning());
    }
    return spec.order() == CommandSpec.Order.OPTIONS_FIRST
        ? draft.optionsFirst().build()
        : draft.build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    return in.json() ? json.run(in, like) : like.run(in);
  }

  private static Instance instance(Invocation in) throws Exception {
    return Instance.require(PartitionSpec.require(in.root()));
  }

  private static int captured(Invocation in, Execution execution) throws Exception {
    var outcome = execution.prepared().run();
    try (var json = Json.to(in.out())) {
      json.beginObject()
          .field("output", outcome.output().stripTrailing())
          .field("errors", outcome.errors().stripTrailing())
          .field("exitStatus", outcome.exitCode())
          .field("outputCut", outcome.outputCut())
          .end();
    }
    return outcome.exitCode();
  }
}
