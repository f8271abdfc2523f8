package dev.qm.cli.command.show;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;

/** {@code qm show}. */
public final class ShowCommand implements Subcommand {
  private static final PositionalSpec.One SECTION =
      PositionalSpec.oneOf(
          "SECTION",
          "what to show",
          "container",
          "resources",
          "limits",
          "namespaces",
          "devices",
          "sockets",
          "shared-memory",
          Section.ALL);

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("show")
        .summary("show everything about the partition that files and the kernel tell")
        .description(
            """
            container: state, id, unit files, every setting with the line it comes from, mounts. resources: what is \
            used of which limit, for the whole and for each service inside. limits: each limit that the files ask \
            for, with its line, beside the value that the kernel holds; ! marks where they differ. namespaces: of \
            the partition and of the containers in it, own or shared. devices: what is in its /dev and who asked \
            for it, what may be opened, and what add-ons could open. sockets: who listens, and what crosses the \
            border. shared-memory: System V and POSIX memory, and mappings that several programs hold. all: one \
            after the other.

            Of a partition that does not run what its files say is shown. Text from inside is shown with everything \
            escaped that a terminal could act on.

            With --json one object is printed, with a field for each section; with --watch one for each look.
            """)
        .options(Shown.WATCH, CommonOptions.ROOT, CommonOptions.JSON)
        .positionals(SECTION)
        .example("qm show resources --watch", "What is used, every second")
        .example(
            "qm show limits --json | jq '.limits.limits[] | select(.standing == \"different\")'",
            "Which limits does the kernel hold otherwise?")
        .exit(ExitCode.FAILURE, "the partition is not running, or a section could not be looked at")
        .exit(ExitCode.OK, "the partition is running, and all is shown")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var shown = Shown.of(in, in.get(SECTION));
    return in.has(Shown.WATCH) ? shown.watch() : shown.once();
  }
}
