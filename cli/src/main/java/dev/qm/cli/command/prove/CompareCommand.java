package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.result.Comparison;
import dev.qm.assurance.prove.result.ResultFolder;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import java.nio.file.Path;

/** {@code qm prove compare}. */
final class CompareCommand implements Subcommand {
  private static final PositionalSpec.One FIRST =
      new PositionalSpec.One("A", "the folder of the first campaign", new Domain.AnyFolder());
  private static final PositionalSpec.One SECOND =
      new PositionalSpec.One("B", "the folder of the second", new Domain.AnyFolder());
  private static final OptionSpec.Flag ALL =
      OptionSpec.flag('a', "all", "show what is the same, too");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("prove compare")
        .summary("say what is better or worse in a second campaign")
        .description(
            """
            Two results of 'qm prove' beside each other: before and after a change, two kernels, with and without a wall. \
            A probe is worse under a fault when the intervals of its tail are apart by more than what idle alone moved, in \
            each campaign and between them; misses and deaths count likewise. What differs between the machines is listed.
            """)
        .options(ALL, CommonOptions.JSON)
        .positionals(FIRST, SECOND)
        .example("qm prove compare before/ after/", "Did the new kernel change anything?")
        .example(
            "qm prove compare --json before/ after/ | jq '.changes[] | select(.kind == \"worse\")'",
            "What does a CI job have to show?")
        .exit(ExitCode.OK, "nothing is worse in the second")
        .exit(ExitCode.FAILURE, "something is worse, or one of the two could not be read")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var first = ResultFolder.open(Path.of(in.get(FIRST)));
    var second = ResultFolder.open(Path.of(in.get(SECOND)));
    var comparison = Comparison.of(first.result(), second.result(), second.asked().budgets());
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        ProveJson.comparison(json, comparison);
      }
    } else {
      new ProveText(in.out(), in.console().terminal())
          .print(comparison, in.has(ALL) ? ProveText.Shown.ALL : ProveText.Shown.SHORT);
    }
    return comparison.isWorse() ? ExitCode.FAILURE : ExitCode.OK;
  }
}
