package dev.qm.cli.command.trust;

import dev.qm.bluechi.trust.Authority;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Setup;
import java.time.Instant;

/** {@code qm bluechi trust revoke}. */
final class RevokeCommand implements Subcommand {
  private static final PositionalSpec.Some NAMES =
      PositionalSpec.some("NODE", "the node's name; 'controller' for the relay in front of it");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi trust revoke")
        .summary("let the certificates of a node count no more")
        .description(
            """
            All certificates of these nodes are withdrawn at once. The relay on this machine ends their connections within \
            a second and lets them in no more. A relay elsewhere learns of it by what `qm bluechi trust export` writes.
            """)
        .options(CommonOptions.ROOT)
        .positionals(NAMES)
        .example("sudo qm bluechi trust revoke ecu2 qm.ecu2", "A machine is lost")
        .exit(ExitCode.OK, "none of them counts any more")
        .exit(ExitCode.FAILURE, "a name never had a certificate")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    Setup.requireRoot();
    var root = in.root();
    var authority = Authority.of(TrustFolder.of(root));
    try (var _ = WorkLock.takeInNewFolder(root)) {
      for (var name : in.get(NAMES)) {
        if (authority.signed().stream().noneMatch(it -> it.certificate().name().equals(name))) {
          throw new CommandFailure(
              Letter.error("nothing was ever signed for " + name + " on this machine")
                  .note("`qm bluechi trust list` shows what was"));
        }
      }
      for (var name : in.get(NAMES)) {
        var now = Instant.now();
        var ended = authority.withdraw(authority.counting(name, now), now);
        in.console()
            .err()
            .println(
                name
                    + ": "
                    + ended.size()
                    + " withdrawn"
                    + (ended.isEmpty() ? ", none counted" : ""));
      }
    }
    return ExitCode.OK;
  }
}
