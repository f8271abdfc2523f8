package dev.qm.cli.command.trust;

import dev.qm.bluechi.trust.Authority;
import dev.qm.bluechi.trust.Identity;
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
import java.util.ArrayList;

/** {@code qm bluechi trust new}. */
final class NewCommand implements Subcommand {
  private static final PositionalSpec.Some NAMES =
      PositionalSpec.some("NODE", "the node's name, as BlueChi has it");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi trust new")
        .summary("make keys and certificates of nodes")
        .description(
            """
            Makes a key for each node and a certificate that is bound to its name. The first call on a machine makes the \
            authority that signs them, and the certificate of the controller, for the relay in front of it.

            Without --export the keys stay on this machine, for its own two nodes. With it they go into a file to be \
            imported on the machine that they are for, and are kept nowhere else. 'controller' with --export makes one for a \
            second machine with a controller.

            Names are letters, digits and hyphens, with dots between them, since they stand in the certificate as those of hosts do.
            """)
        .options(TrustOptions.DAYS, TrustOptions.EXPORT, CommonOptions.ROOT)
        .positionals(NAMES)
        .example("sudo qm bluechi trust new ecu1 qm.ecu1", "The controller's machine")
        .example(
            "sudo qm bluechi trust new ecu2 qm.ecu2 --export - | ssh ecu2 sudo qm bluechi trust import -",
            "Another machine, without a file between")
        .exit(ExitCode.OK, "the certificates are there")
        .exit(ExitCode.FAILURE, "one of the names has a certificate elsewhere, or none can be made")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var days = TrustOptions.days(in);
    for (var name : in.get(NAMES)) {
      TrustFolder.requireName(name);
    }
    Setup.requireRoot();
    var root = in.root();
    var folder = TrustFolder.of(root);
    var authority = Authority.of(folder);
    try (var _ = WorkLock.takeInNewFolder(root)) {
      refuseOthers(in, folder, authority);
      if (!authority.isHere(TrustFolder.CONTROLLER, Instant.now())) {
        authority.keep(authority.sign(TrustFolder.CONTROLLER, days));
        say(in, "made the certificate of the controller");
      }
      var made = new ArrayList<Identity>();
      for (var name : in.get(NAMES)) {
        if (!isForAnotherController(in, name)
            && !authority.counting(name, Instant.now()).isEmpty()) {
          say(in, name + " has one already");
          continue;
        }
        var identity = authority.sign(name, days);
        made.add(identity);
        if (in.value(TrustOptions.EXPORT).isEmpty()) {
          authority.keep(identity);
        }
        say(in, "made the certificate of " + name + ", until " + identity.certificate().until());
      }
      var to = in.value(TrustOptions.EXPORT);
      if (to.isPresent()) {
        TrustOptions.carry(in, authority.bundle(made), to.get());
      }
    }
    return ExitCode.OK;
  }

  /** What counts already is not made a second time unless it is said that it shall be. */
  private static void refuseOthers(Invocation in, TrustFolder folder, Authority authority)
      throws Exception {
    if (!authority.isThere() && java.nio.file.Files.exists(folder.trusted())) {
      throw new CommandFailure(
          Letter.error("another machine has the authority: this one has imported from it")
              .note("make the certificates there, with --export"));
    }
    for (var name : in.get(NAMES)) {
      if (isForAnotherController(in, name)) {
        continue;
      }
      var here = authority.signed().stream().filter(it -> it.certificate().name().equals(name));
      var isHere = here.anyMatch(Authority.Signed::isHere);
      var isAnywhere = !authority.counting(name, Instant.now()).isEmpty();
      if (isAnywhere && isHere == in.value(TrustOptions.EXPORT).isPresent()) {
        throw new CommandFailure(
            Letter.error(
                    name
                        + " has a certificate already, and its key is "
                        + (isHere ? "on this machine" : "on another machine"))
                .note(
                    "make another one: qm bluechi trust rotate "
                        + name
                        + (isHere
                            ? ""
                            : " --export FILE; if the key was lost: revoke "
                                + name
                                + ", then new")));
      }
    }
  }

  /** Machines that stand in for the controller's have a key each, and all are the controller. */
  private static boolean isForAnotherController(Invocation in, String name) {
    return name.equals(TrustFolder.CONTROLLER) && in.value(TrustOptions.EXPORT).isPresent();
  }

  private static void say(Invocation in, String line) {
    in.console().err().println(line);
  }
}
