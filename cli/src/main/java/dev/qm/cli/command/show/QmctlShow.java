package dev.qm.cli.command.show;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Printable;
import java.util.List;

/** {@code qmctl show}. */
final class QmctlShow implements Subcommand {
  static final OptionSpec.Flag VERBOSE =
      OptionSpec.flag('v', "verbose", "say which unit files are read");

  private static final PositionalSpec.Maybe SECTION =
      new PositionalSpec.Maybe(
          "SECTION",
          "what to show [container]",
          new Domain.Words(
              List.of(
                  "container",
                  "unix-domain-sockets",
                  "shared-memory",
                  "resources",
                  "available-devices",
                  "namespaces",
                  "limits",
                  "devices",
                  "sockets",
                  Section.ALL)));

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("show")
        .summary("show information about the partition")
        .description(
            """
            The same as 'qm show'; unix-domain-sockets is its sockets, available-devices its devices.
            """)
        .options(VERBOSE, Shown.WATCH, CommonOptions.ROOT, CommonOptions.JSON)
        .positionals(SECTION)
        .example("qmctl show", "The partition's settings and state")
        .example("qmctl show available-devices --json", "For a program")
        .exit(ExitCode.FAILURE, "the partition is not running, or a section could not be looked at")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var shown = Shown.of(in, section(in.get(SECTION).orElse("container")));
    if (in.has(VERBOSE)) {
      tell(in, shown.spec().quadlet().file().toString());
      for (var file : shown.spec().quadlet().dropIns()) {
        tell(in, file.toString());
      }
    }
    return in.has(Shown.WATCH) ? shown.watch() : shown.once();
  }

  private static String section(String word) {
    return switch (word) {
      case "unix-domain-sockets" -> Section.SOCKETS.word();
      case "available-devices" -> Section.DEVICES.word();
      default -> word;
    };
  }

  private static void tell(Invocation in, String file) {
    in.console().err().println("reading: " + Printable.line(file));
  }
}
