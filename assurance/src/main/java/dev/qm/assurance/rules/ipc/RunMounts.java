package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.MountMend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import java.nio.file.Path;

/** The one door between the sides is /run/ipc. */
final class RunMounts {
  static final Rule RULE =
      Rule.named("ipc-run-mounts")
          .title("Nothing of the host's /run is mounted but /run/ipc")
          .against(Interference.EXCHANGE)
          .harm("Software inside talks to a service of the host that nobody meant it to reach.")
          .rationale(
              """
              /run is where services of the host put their sockets. A mount of one is a door beside the declared ones, \
              and a read-only mount is open all the same: connecting to a socket writes no file.\
              """)
          .sources("file-hierarchy(7), /run/", "unix(7), Pathname socket ownership and permissions")
          .how(
              "The sources of the effective quadlet's mounts: below /run or /var/run, outside /run/ipc.")
          .proves("The quadlet hands no place of the host's /run to the partition but /run/ipc.")
          .doesNotProve(
              "That no service of the host has a socket elsewhere that is mounted: see ipc-sockets, live.")
          .mend("make it a channel in /run/ipc with `qm ipc new`, and take the mount away")
          .check(RunMounts::check);

  private static final Path RUN = Path.of("/run");
  private static final Path DOOR = Path.of("/run/ipc");

  private RunMounts() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var mount : view.partition().options().mounts()) {
      if (mount.isOfHost() && isInRun(mount.source())) {
        var evidence =
            mount.causes().isEmpty()
                ? Asked.not(view.partition(), mount.source())
                : Evidence.of(mount.causes().getLast());
        judgement.fault(
            Fault.of(mount.source() + " of the host's is a door beside /run/ipc", evidence)
                .with(MountMend.without(view, mount)));
      }
    }
    judgement.holds(Asked.not(view.partition(), "no mount of /run but /run/ipc"));
    return judgement.verdict("");
  }

  private static boolean isInRun(String source) {
    var path = Path.of(source).normalize();
    // a link on every distribution: file-hierarchy(7)
    if (path.startsWith("/var/run")) {
      path = RUN.resolve(Path.of("/var/run").relativize(path)).normalize();
    }
    return path.startsWith(RUN) && !path.startsWith(DOOR);
  }
}
