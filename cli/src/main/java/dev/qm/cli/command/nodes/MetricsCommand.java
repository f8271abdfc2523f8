package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Metric;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import java.io.IOException;
import java.util.List;

/** {@code qm nodes metrics}. */
final class MetricsCommand implements Subcommand {
  private static final PositionalSpec.Maybe WORD =
      new PositionalSpec.Maybe(
          "WORD",
          "switch measuring on or off, or listen [listen]",
          new Domain.Words(List.of("enable", "disable", "listen")));

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes metrics")
        .summary("tell how long jobs on nodes take, as BlueChi measures it")
        .description(
            """
            enable lets the controller and all agents measure, disable ends that, and listen prints what they measure \
            until you interrupt it. The times are BlueChi's; a clock that is set meanwhile falsifies them.

            With --json one object is printed for each measurement.
            """)
        .options(CommonOptions.JSON)
        .positionals(WORD)
        .example("qm nodes metrics enable", "Measure from now on")
        .example("qm nodes metrics", "What is measured?")
        .exit(ExitCode.OK, "it is switched")
        .exit(ExitCode.FAILURE, "it could not be switched, or the controller went")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, "metrics");
      switch (in.get(WORD).orElse("listen")) {
        case "enable" -> outcomes.of("controller", () -> session.controller().enableMetrics());
        case "disable" -> outcomes.of("controller", () -> session.controller().disableMetrics());
        default -> {
          return listen(in, session);
        }
      }
      return outcomes.end();
    }
  }

  private static int listen(Invocation in, Session session) throws Exception {
    try (var metrics = session.controller().metrics()) {
      while (in.console().lost().isEmpty()) {
        tell(in, metrics.next());
        in.out().flush();
      }
      return ExitCode.FAILURE;
    }
  }

  private static void tell(Invocation in, Metric metric) throws IOException {
    if (in.json()) {
      json(in, metric);
      return;
    }
    in.out()
        .println(
            Printable.line(
                switch (metric) {
                  case Metric.Start(var node, var _, var unit, var gross, var net) ->
                      node
                          + "/"
                          + unit
                          + ": start "
                          + millis(gross)
                          + ", by the unit's own times "
                          + millis(net);
                  case Metric.AgentJob(var node, var unit, var method, var micros) ->
                      node + "/" + unit + ": " + method + " " + millis(micros) + " in systemd";
                }));
  }

  /** BlueChi takes one time from another without a look at which is the later. */
  static String millis(long micros) {
    var tenths = micros / 100;
    return (tenths < 0 ? "-" : "") + Math.abs(tenths / 10) + "." + Math.abs(tenths % 10) + " ms";
  }

  private static void json(Invocation in, Metric metric) throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject();
      switch (metric) {
        case Metric.Start(var node, var job, var unit, var gross, var net) ->
            json.field("metric", "start")
                .field("node", node)
                .field("unit", unit)
                .field("job", job)
                .field("grossMicroseconds", gross)
                .field("netMicroseconds", net);
        case Metric.AgentJob(var node, var unit, var method, var micros) ->
            json.field("metric", "agent-job")
                .field("node", node)
                .field("unit", unit)
                .field("method", method)
                .field("microseconds", micros);
      }
      json.end();
    }
  }
}
