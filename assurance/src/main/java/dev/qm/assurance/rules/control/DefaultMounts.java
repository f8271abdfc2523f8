package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.List;

/** What the host's mounts.conf puts into every container. */
final class DefaultMounts {
  static final Rule RULE =
      Rule.named("default-mounts")
          .title("Nothing of the host comes into the partition by mounts.conf")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside reads files of the host that no line of qm.container names, keys among them.")
          .rationale(
              """
              mounts.conf lists folders and files of the host of which Podman puts a copy into each container that it \
              starts, the partition too. It is made for keys by which a package manager inside reaches the vendor.\
              """)
          .sources("containers-mounts.conf(5)", "Podman, libpod/container_internal_common.go")
          .how(
              """
              /etc/containers/mounts.conf or, where there is none, /usr/share/containers/mounts.conf: each line that \
              begins with a slash and names something that is there. For --default-mounts-file see engine-options.\
              """)
          .proves("Podman copies nothing of the host's into the partition in this way.")
          .doesNotProve(
              "That what volumes show of the host is harmless; the rules about mounts judge them.")
          .mend(
              "make an empty /etc/containers/mounts.conf, which counts in place of the one in /usr, or take the line"
                  + " out; then `qm restart`")
          .check(DefaultMounts::check);

  /** Only the first that is there counts. */
  private static final List<String> FILES =
      List.of("/etc/containers/mounts.conf", "/usr/share/containers/mounts.conf");

  private DefaultMounts() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var root = view.machine().root();
    try {
      var file = CountingFile.of(root, FILES);
      if (file.isPresent()) {
        lines(judgement, view, file.get().file(), file.get().text());
        judgement.holds(Evidence.missing(file.get().file(), "lists nothing else that is there"));
      }
    } catch (HostException unreadable) {
      judgement.unknown(String.valueOf(unreadable.getMessage()));
    }
    judgement.holds(Evidence.missing(root.at(FILES.getFirst()), "nothing that is copied"));
    return judgement.verdict("");
  }

  private static void lines(Judgement judgement, PartitionView view, Path file, String text)
      throws HostException {
    var number = 0;
    for (var line : KernelText.lines(text)) {
      number++;
      var written = line.strip();
      var colon = written.indexOf(':');
      var source = colon < 0 ? written : written.substring(0, colon);
      if (written.startsWith("/")
          && ConfinedPath.exists(view.machine().root().directory(), source)) {
        judgement.fault(
            Fault.of(
                "a copy of " + source + " of the host is put into the partition",
                Evidence.at(new Origin(file, number), written)));
      }
    }
  }
}
