package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Controller;
import dev.qm.bluechi.client.Node;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import java.io.IOException;

/**
 * A command that does one thing to units, without options of its own.
 *
 * @param word the last of the command's name
 */
record ActionCommand(String word, String summary, String description, String purpose, Action action)
    implements Subcommand {
  /** What is done to each. */
  @FunctionalInterface
  interface Action {
    void run(Controller controller, Node node, String unit)
        throws IOException, InterruptedException;
  }

  static ActionCommand freeze() {
    return new ActionCommand(
        "freeze",
        "stop the processes of units where they are",
        """
        The processes stay in memory and get no processor time until 'qm nodes thaw'. The node needs cgroup v2.
        """,
        "Let the radio stand still",
        Controller::freeze);
  }

  static ActionCommand thaw() {
    return new ActionCommand(
        "thaw",
        "let the processes of frozen units go on",
        """
        What 'qm nodes freeze' stopped goes on where it was.
        """,
        "Let the radio go on",
        Controller::thaw);
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes " + word)
        .summary(summary)
        .description(description)
        .options(CommonOptions.JSON)
        .positionals(Target.UNITS)
        .example("qm nodes " + word + " qm.host1/radio.service", purpose)
        .exit(ExitCode.OK, "it is done for every unit")
        .exit(ExitCode.FAILURE, "for one it could not be done")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, word);
      for (var target : Target.of(in, session, Target.UNITS)) {
        outcomes.of(
            target.toString(),
            () -> action.run(session.controller(), target.node(), target.unit()));
      }
      return outcomes.end();
    }
  }
}
