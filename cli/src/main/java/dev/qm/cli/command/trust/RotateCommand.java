package dev.qm.cli.command.trust;

import dev.qm.bluechi.trust.Authority;
import dev.qm.bluechi.trust.Identity;
import dev.qm.bluechi.trust.NodeCertificate;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.CommandList;
import dev.qm.cli.terminal.CommandList.Command;
import dev.qm.cli.terminal.Letter;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code qm bluechi trust rotate}. */
final class RotateCommand implements Subcommand {
  private static final PositionalSpec.Any NAMES =
      PositionalSpec.any("NODE", "the node's name; 'controller' for the relay in front of it");
  private static final OptionSpec.Flag AUTHORITY =
      OptionSpec.flag("authority", "exchange what signs the certificates");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi trust rotate")
        .summary("exchange keys and certificates; the old ones count a while")
        .description(
            """
            Makes another key and certificate for each node. Those before count until the overlap ends, at most until they \
            expire by themselves, so that a machine which gets the new ones later stays connected. The relay reads what has \
            changed by itself.

            With --authority it is what signs them that is exchanged. Both count until the overlap ends; before that, all \
            machines have to get new certificates, and the controller's comes last, when all others trust the new authority.
            """)
        .options(
            AUTHORITY,
            TrustOptions.OVERLAP,
            TrustOptions.DAYS,
            TrustOptions.EXPORT,
            CommonOptions.ROOT)
        .positionals(NAMES)
        .example("sudo qm bluechi trust rotate ecu1 qm.ecu1", "Nodes of this machine")
        .example(
            "sudo qm bluechi trust rotate ecu2 qm.ecu2 --overlap 7 --export ecu2.bundle",
            "Those of another one")
        .exit(ExitCode.OK, "there are new ones")
        .exit(ExitCode.FAILURE, "one cannot be made; those before it are there")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var names = in.get(NAMES);
    if (in.has(AUTHORITY) == !names.isEmpty()) {
      throw new UsageException(
          names.isEmpty() ? "nobody is named" : "--authority does not go with names",
          "names of nodes, or --authority");
    }
    if (in.has(AUTHORITY) && in.value(TrustOptions.EXPORT).isPresent()) {
      throw new UsageException("--authority does not go with --export", "export it afterwards");
    }
    var days = TrustOptions.days(in);
    var overlap = Duration.ofDays(TrustOptions.overlap(in));
    Setup.requireRoot();
    var root = in.root();
    var authority = Authority.of(TrustFolder.of(root));
    if (!authority.isThere()) {
      throw new CommandFailure(
          Letter.error("this machine has no authority").note("`qm bluechi trust new` makes one"));
    }
    try (var _ = WorkLock.takeInNewFolder(root)) {
      if (in.has(AUTHORITY)) {
        authority(in, authority, overlap);
      } else {
        nodes(in, authority, days, overlap);
      }
    }
    return ExitCode.OK;
  }

  private static void authority(Invocation in, Authority authority, Duration overlap)
      throws Exception {
    var until = authority.exchange(overlap, Instant.now());
    in.console()
        .err()
        .println("made another authority; what the one before has signed counts until " + until);
    var steps = new ArrayList<Command>();
    for (var one : authority.signed()) {
      var name = one.certificate().name();
      if (!one.isHere() && steps.stream().noneMatch(it -> it.text().contains(" " + name + " "))) {
        steps.add(
            new Command(
                "qm bluechi trust rotate " + name + " --export " + name + ".bundle",
                "and `qm bluechi trust import` on its machine"));
      }
    }
    for (var one : authority.signed()) {
      var name = one.certificate().name();
      if (one.isHere() && !name.equals(TrustFolder.CONTROLLER)) {
        steps.add(new Command("qm bluechi trust rotate " + name, "on this machine"));
      }
    }
    steps.add(
        new Command(
            "qm bluechi trust rotate " + TrustFolder.CONTROLLER,
            "when all machines have theirs: only then do they believe it"));
    new CommandList("Before then:", steps).print(in.out());
  }

  private static void nodes(Invocation in, Authority authority, int days, Duration overlap)
      throws Exception {
    var to = in.value(TrustOptions.EXPORT);
    for (var name : in.get(NAMES)) {
      var signed =
          authority.signed().stream().filter(it -> it.certificate().name().equals(name)).toList();
      if (signed.isEmpty()) {
        throw new CommandFailure(
            Letter.error("nothing was ever signed for " + name)
                .note("qm bluechi trust new " + name));
      }
      if (to.isEmpty() && signed.stream().noneMatch(Authority.Signed::isHere)) {
        throw new CommandFailure(
            Letter.error("the key of " + name + " is on another machine")
                .note("--export FILE makes what is to be imported there"));
      }
    }
    var made = new ArrayList<Identity>();
    var before = new ArrayList<List<NodeCertificate>>();
    for (var name : in.get(NAMES)) {
      before.add(authority.counting(name, Instant.now()));
      var identity = authority.sign(name, days);
      made.add(identity);
      if (to.isEmpty()) {
        authority.keep(identity);
      }
    }
    if (to.isPresent()) {
      TrustOptions.carry(in, authority.bundle(made), to.get());
    }
    for (var i = 0; i < made.size(); i++) {
      var until = Instant.now().plus(overlap);
      authority.withdraw(before.get(i), until);
      in.console()
          .err()
          .println(
              "made another certificate of "
                  + made.get(i).certificate().name()
                  + ", until "
                  + made.get(i).certificate().until()
                  + (before.get(i).isEmpty()
                      ? ""
                      : "; what it had counts for " + overlap.toDays() + " days yet"));
    }
  }
}
