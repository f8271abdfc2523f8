package dev.qm.cli.command.trust;

import dev.qm.bluechi.trust.Bundle;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code qm bluechi trust import}. */
final class ImportCommand implements Subcommand {
  private static final PositionalSpec.One FILE =
      PositionalSpec.one("FILE", "what was exported; '-' for standard input");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi trust import")
        .summary("take in keys and certificates that another machine made")
        .description(
            """
            Takes in what `qm bluechi trust new`, `rotate` or `export` wrote on the machine with the authority: the keys of \
            this machine's nodes, whom it trusts, and what was withdrawn. Nothing is taken in unless all of it fits \
            together. The relay reads it by itself.
            """)
        .options(CommonOptions.ROOT)
        .positionals(FILE)
        .example("sudo qm bluechi trust import ecu2.bundle", "This machine is ecu2")
        .exit(ExitCode.OK, "all of it is there")
        .exit(ExitCode.FAILURE, "it is damaged, or does not fit together; nothing was changed")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var from = in.get(FILE);
    var bundle = Bundle.parse(text(from), from);
    Setup.requireRoot();
    var root = in.root();
    try (var _ = WorkLock.takeInNewFolder(root)) {
      bundle.land(TrustFolder.of(root));
    }
    for (var identity : bundle.identities()) {
      in.console()
          .err()
          .println(
              "this machine is "
                  + identity.certificate().name()
                  + " now, until "
                  + identity.certificate().until());
    }
    in.console().err().println("took in whom to trust, and what was withdrawn");
    return ExitCode.OK;
  }

  private static String text(String from) throws HostException, CommandFailure {
    try {
      var bytes =
          from.equals(TrustOptions.STREAM)
              ? Bounded.bytes(System.in, Path.of("standard input"), Bundle.LONGEST)
              : Bounded.bytes(Path.of(from), Bundle.LONGEST);
      if (bytes.length == 0) {
        throw new CommandFailure(
            Letter.error(from + ": there is nothing in it")
                .note("the command that should have written it has failed"));
      }
      return new String(bytes, StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      throw new HostException("cannot read " + from, failure);
    }
  }
}
