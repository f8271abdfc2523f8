package dev.qm.cli.command.nodes;

import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import java.util.LinkedHashMap;

/** {@code qm nodes default-target}. */
final class DefaultTargetCommand implements Subcommand {
  private static final PositionalSpec.One NODE = PositionalSpec.one("NODE", "which; may be a glob");
  private static final PositionalSpec.Maybe TARGET =
      PositionalSpec.maybe("TARGET", "what it starts into from its next boot on");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes default-target")
        .summary("show or set what nodes start into")
        .description(
            """
            Without TARGET the target is printed that each node starts into; with it that is changed.
            """)
        .options(CommonOptions.JSON)
        .positionals(NODE, TARGET)
        .example("qm nodes default-target host1", "What does it start into?")
        .example("qm nodes default-target host1 multi-user.target", "From the next boot on")
        .exit(ExitCode.OK, "it is shown, or set")
        .exit(ExitCode.FAILURE, "the node is offline, or has no such target")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var target = in.get(TARGET);
    if (target.isPresent() && !target.get().endsWith(".target")) {
      throw new UsageException(
          "TARGET cannot be '" + target.get() + "'", "its name ends in .target");
    }
    try (var session = Session.open()) {
      if (target.isEmpty()) {
        return show(in, session);
      }
      var outcomes = new Outcomes(in, "default-target");
      for (var node : session.named(in.get(NODE))) {
        outcomes.of(
            node.name(),
            () ->
                FileTargets.print(
                    in, node, session.controller().setDefaultTarget(node, target.get())));
      }
      return outcomes.end();
    }
  }

  private static int show(Invocation in, Session session) throws Exception {
    var targets = new LinkedHashMap<String, String>();
    var code = ExitCode.OK;
    for (var node : session.named(in.get(NODE))) {
      try {
        targets.put(node.name(), session.controller().defaultTarget(node));
      } catch (BusException | MalformedMessage failure) {
        in.console().flush();
        Outcomes.failure(node, failure).letter().print(in.console().err(), in.console().terminal());
        code = ExitCode.FAILURE;
      }
    }
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginObject();
        for (var target : targets.entrySet()) {
          json.field(target.getKey(), target.getValue());
        }
        json.end();
      }
    } else {
      for (var target : targets.entrySet()) {
        in.out().println(Printable.line(target.getKey() + ": " + target.getValue()));
      }
    }
    return code;
  }
}
