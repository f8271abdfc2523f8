package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.JobKind;
import dev.qm.bluechi.client.JobRequest;
import dev.qm.bluechi.client.JobResult;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import java.util.ArrayList;

/** {@code qm nodes start}, {@code stop}, {@code restart} and {@code reload}. */
record JobCommand(JobKind kind) implements Subcommand {
  private static final OptionSpec.Flag NO_BLOCK =
      OptionSpec.flag("no-block", "begin it, and do not wait for its end");

  @Override
  public CommandSpec spec() {
    var word = kind.word();
    return CommandSpec.named("nodes " + word)
        .summary(word + " units of nodes, and wait for the end of it")
        .description(
            """
            All jobs are begun at once, and each end is told as it comes. A node that goes offline ends the wait for \
            its jobs at once: how they ended is then not known. A name without a kind is a service.

            A glob of units means those that the node has loaded. What a program needs is in the exit status, \
            whatever is printed.
            """)
        .options(Waiting.WAIT, Waiting.TIMEOUT, NO_BLOCK, CommonOptions.JSON)
        .positionals(Target.UNITS)
        .example("qm nodes " + word + " qm.host1/radio.service", purpose())
        .example("qm nodes " + word + " --timeout 30 'qm.*/radio.service'", "On every QM")
        .exit(ExitCode.OK, "systemd says done of every job")
        .exit(ExitCode.FAILURE, "one ended otherwise, was refused, or its node was lost")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var time = Waiting.timeout(in);
    for (var text : in.get(Target.UNITS)) {
      var _ = Target.Word.withUnit(text);
    }
    var begin = System.nanoTime();
    try (var session = Session.open()) {
      var targets = Target.of(in, ready(in, session), Target.UNITS);
      var requests = new ArrayList<JobRequest>();
      for (var target : targets) {
        requests.add(new JobRequest(target.node(), kind, target.unit(), JobRequest.REPLACE));
      }
      var outcomes = new Outcomes(in, kind.word());
      if (in.has(NO_BLOCK)) {
        session.controller().begin(requests, result -> tell(outcomes, result));
      } else {
        // one time for both waits
        var left = in.has(Waiting.WAIT) ? time.map(all -> Waiting.left(all, begin)) : time;
        session.controller().run(requests, left, result -> tell(outcomes, result));
      }
      return outcomes.end();
    }
  }

  private static Session ready(Invocation in, Session session) throws Exception {
    if (!in.has(Waiting.WAIT)) {
      return session;
    }
    var names = new ArrayList<String>();
    for (var text : in.get(Target.UNITS)) {
      for (var node : session.named(Target.Word.of(text).node())) {
        names.add(node.name());
      }
    }
    return session.online(names, Waiting.timeout(in), missing -> Waiting.say(in, missing));
  }

  private void tell(Outcomes outcomes, JobResult result) {
    var request = result.request();
    var end = result.end();
    outcomes.add(
        new Outcomes.Outcome(
            request.node().name() + "/" + request.unit(),
            kind.word(),
            end.word(),
            end.isGood(),
            end.isGood() ? "" : end.sentence()));
  }

  private String purpose() {
    return switch (kind) {
      case START -> "Start the radio in the partition of host1";
      case STOP -> "Stop it";
      case RESTART -> "Start it afresh";
      case RELOAD -> "Let it read its settings again";
    };
  }
}
