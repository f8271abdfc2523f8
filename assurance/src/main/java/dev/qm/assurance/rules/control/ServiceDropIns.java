package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.read.UnitOverlay;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.Set;

/** The service that systemd starts runs the command that Quadlet has made. */
final class ServiceDropIns {
  static final Rule RULE =
      Rule.named("service-drop-ins")
          .title("What systemd starts is the command that Quadlet makes of qm.container")
          .against(Interference.CONTROL)
          .harm(
              "The partition starts by another command, with other options or none, and every other rule judges"
                  + " one that nobody runs.")
          .rationale(
              """
              systemd puts the drop-ins of qm.service after the service that Quadlet generates, wherever they are and \
              whoever wrote them: `systemctl edit`, `systemctl set-property`, a package. A unit file of that name in \
              a folder that comes before the generators' is taken in its place. Limits in such files are judged by \
              the rules about limits, at their lines; a command, or the user and the files that it sees, cannot be.\
              """)
          .sources(
              "systemd.unit(5), Unit File Load Path",
              "systemd.service(5), ExecStart=",
              "systemd.exec(5), User= and Paths",
              "systemctl(1), edit, set-property and revert")
          .how(
              """
              Every drop-in of the service, of its aliases and of all services (service.d) in the folders where \
              systemd looks for units: no line Exec...=, none of a user, of a root folder or of mounts for the \
              service. No unit file of the service's name before the generators', but the one that `qm setup` makes \
              where Podman is older than 5.0, while it says what the quadlet says.\
              """)
          .proves(
              "Files let systemd run the command that the other rules judge, as root, in the host's files.")
          .doesNotProve(
              "That the Podman of the host is the one that its package brought, or that the running systemd has"
                  + " read the files as they are now.")
          .mend(
              "take the line or the file away, or run `systemctl revert qm.service`, then `qm restart`; what the"
                  + " partition needs belongs into a drop-in of qm.container")
          .check(ServiceDropIns::check);

  private static final String SERVICE = "Service";

  /** What says who runs a command and which files it sees: systemd.exec(5). */
  private static final Set<String> SURROUNDINGS =
      Set.of(
          "User",
          "Group",
          "DynamicUser",
          "RootDirectory",
          "RootImage",
          "BindPaths",
          "BindReadOnlyPaths",
          "TemporaryFileSystem",
          "MountImages",
          "ExtensionImages",
          "ExtensionDirectories");

  private ServiceDropIns() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var service = view.declared().service();
    service
        .hiding()
        .map(UnitFile::file)
        .ifPresent(file ->
            judgement.fault(
                Fault.of(
                        "a unit file hides the service that Quadlet makes",
                        Evidence.missing(file, "taken in place of " + PartitionSpec.UNIT))
                    .advised(
                        "take the file away, then `systemctl daemon-reload` and `qm restart`")));
    for (var problem : service.problems()) {
      judgement.fault(
          Fault.of(
              "a drop-in of " + service.name() + " that systemd may read is not to be judged",
              Evidence.missing(problem.origin().file(), problem.message())));
    }
    for (var dropIn : service.dropIns()) {
      dropIn(judgement, service, dropIn);
    }
    judgement.holds(
        Evidence.missing(
            view.partition().quadlet().file(),
            "of "
                + service.dropIns().size()
                + " drop-ins of "
                + service.name()
                + " none changes it"));
    return judgement.verdict("");
  }

  private static void dropIn(Judgement judgement, UnitOverlay service, UnitFile dropIn) {
    for (var entry : dropIn.entries(SERVICE)) {
      if (entry.key().startsWith("Exec")) {
        judgement.fault(
            Fault.of(
                "a drop-in of " + service.name() + " changes its commands", Evidence.of(entry)));
      } else if (SURROUNDINGS.contains(entry.key())) {
        judgement.fault(
            Fault.of(
                "a drop-in of " + service.name() + " changes what its command runs as or sees",
                Evidence.of(entry)));
      }
    }
  }
}
