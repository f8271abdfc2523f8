package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.read.QuadletReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** No user of the host has a partition of the same name. */
final class UsersQuadlets {
  static final Rule RULE =
      Rule.named("users-quadlets")
          .title("The partition's quadlet is the system's only")
          .against(Interference.CONTROL)
          .harm("A second partition starts at a login, with other limits or none.")
          .rationale(
              """
              Quadlet reads /etc/containers/systemd/users for every user who logs in. A qm.container there \
              makes a service of that user's, outside the group that carries the limits.\
              """)
          .sources("podman-systemd.unit(5), rootless unit search path")
          .how(
              """
              The names qm.container and qm.container.d below /etc/containers/systemd/users and \
              /usr/share/containers/systemd/users, in their subfolders and where links in them lead.\
              """)
          .proves("No user's Quadlet finds a description of the partition there.")
          .doesNotProve("What users have in their own homes.")
          .mend("move the file to /etc/containers/systemd")
          .check(UsersQuadlets::check);

  private UsersQuadlets() {}

  private static final List<String> FOLDERS =
      List.of("/etc/containers/systemd/users", "/usr/share/containers/systemd/users");

  private static final List<String> NAMES = List.of("qm.container", "qm.container.d");

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var folder : FOLDERS) {
      var top = view.machine().root().at(folder);
      if (!Files.isDirectory(top)) {
        judgement.holds(Evidence.missing(Path.of(folder), "not there"));
        continue;
      }
      var reading = QuadletReader.readNamed(view.machine().root().directory(), List.of(top));
      for (var place : reading.folders()) {
        for (var name : NAMES) {
          if (Files.exists(place.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            judgement.fault(
                Fault.of(
                    "a user's Quadlet finds the partition",
                    Evidence.missing(place.resolve(name), "read for users")));
          }
        }
      }
      for (var problem : reading.problems()) {
        // what is wrong with another unit is its user's business
        if (Files.isDirectory(problem.origin().file())) {
          judgement.unknown(problem.origin().file() + ": " + problem.message());
        }
      }
      judgement.holds(Evidence.missing(Path.of(folder), "no qm.container"));
    }
    return judgement.verdict("");
  }
}
