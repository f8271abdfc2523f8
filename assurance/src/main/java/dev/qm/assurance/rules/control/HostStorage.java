package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.ContainersConf;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What the host's storage.conf says of where Podman keeps what it knows of the partition. */
final class HostStorage {
  static final Rule RULE =
      Rule.named("host-storage")
          .title("The host's Podman keeps what it knows of the partition where the host keeps it")
          .against(Interference.CONTROL)
          .harm(
              "Who may write to Podman's state, the partition perhaps, changes how the partition is started next.")
          .rationale(
              """
              storage.conf says where Podman writes down its containers, with their rights and mounts, and the files \
              that it makes for them, and which program mounts their layers as root.\
              """)
          .sources("containers-storage.conf(5)", "podman(1), --root, --runroot and --imagestore")
          .how(
              """
              /etc/containers/storage.conf or, where there is none, /usr/share/containers/storage.conf: driver, \
              graphroot, runroot, imagestore and mount_program against what Podman takes without it. For options of \
              the same meaning see engine-options.\
              """)
          .proves("The file names no other place and no other program.")
          .doesNotProve(
              "That nobody but root can write to these places, nor what the other options of the file do.")
          .mend("take the line away, or name the usual place, then `qm restart`")
          .check(HostStorage::check);

  /** Only the first that is there counts. */
  private static final List<String> FILES =
      List.of("/etc/containers/storage.conf", "/usr/share/containers/storage.conf");

  private static final String STORAGE = "storage";

  /**
   * A key.
   *
   * @param isFine whether a value changes nothing for the partition
   * @param words what it does, before the value
   */
  private record Key(List<String> path, Predicate<String> isFine, String words) {}

  private static final List<Key> KEYS =
      List.of(
          place("graphroot", "Podman keeps what it knows in "),
          place("runroot", "Podman keeps what it knows in "),
          place("imagestore", "Podman keeps images in "),
          new Key(
              List.of(STORAGE, "driver"),
              value -> value.isEmpty() || value.equals("overlay"),
              "Podman's storage is made by "),
          mounter(STORAGE, "options", "mount_program"),
          mounter(STORAGE, "options", "overlay", "mount_program"));

  private HostStorage() {}

  private static Key place(String key, String words) {
    return new Key(List.of(STORAGE, key), value -> value.isEmpty() || isUsual(value), words);
  }

  /** /var/run is a link to /run, and older files name it. */
  private static boolean isUsual(String folder) {
    return Programs.isOf(
        Programs.STATE, folder.startsWith("/var/run/") ? folder.substring(4) : folder);
  }

  private static Key mounter(String... path) {
    return new Key(
        List.of(path),
        value -> value.isEmpty() || value.equals("/usr/bin/fuse-overlayfs"),
        "layers of containers are mounted by ");
  }

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var root = view.machine().root();
    try {
      var file = CountingFile.of(root, FILES);
      if (file.isPresent()) {
        var gaps = new ArrayList<String>();
        settings(judgement, ContainersConf.parse(file.get().file(), file.get().text(), gaps));
        gaps.forEach(judgement::unknown);
      }
    } catch (HostException unreadable) {
      judgement.unknown(String.valueOf(unreadable.getMessage()));
    }
    judgement.holds(Evidence.missing(root.at(FILES.getFirst()), "no other place and no program"));
    return judgement.verdict("");
  }

  private static void settings(Judgement judgement, ContainersConf conf) {
    for (var key : KEYS) {
      for (var entry : conf.all(key.path().toArray(String[]::new))) {
        if (key.isFine().test(entry.value())) {
          judgement.holds(Evidence.of(entry));
        } else {
          judgement.fault(Fault.of(key.words() + entry.value(), Evidence.of(entry)));
        }
      }
    }
  }
}
