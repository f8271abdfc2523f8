package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.MountMend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.HostPlaces;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sockets of the host that no mount of the partition shows. A read-only mount is no wall: who may
 * connect is asked of the socket's file, not of the mount (unix(7)).
 *
 * @param id without {@code host-sockets-}
 * @param whose in a sentence
 * @param harm what could happen, one sentence
 * @param places where they are
 * @param ids whether their server takes words from the host's root only, by its user id
 */
record HostSocket(String id, String whose, String harm, List<String> places, Asks ids) {
  private static final Set<String> PODMANS_FILES =
      Set.of(".containerenv", "hostname", "hosts", "resolv.conf");

  /** Whom a server listens to. */
  enum Asks {
    /** Anybody who gets through, or a policy that other things decide. */
    NOBODY,
    /** Root of the first user namespace: SCM_CREDENTIALS of anybody else is refused. */
    HOST_ROOT
  }

  Rule rule() {
    return Rule.named("host-sockets-" + id)
        .title("The partition sees no socket of " + whose)
        .against(Interference.CONTROL)
        .harm(harm)
        .rationale(
            """
            A socket in the file system is reached by whoever sees its file and may write to it, from any namespace. A \
            mount that is read-only does not change that.\
            """)
        .sources("unix(7), Pathname socket ownership and permissions", "podman-run(1), --volume")
        .how(
            "Every mount of the effective podman run, and of its PID 1 while it runs, against "
                + String.join(", ", places)
                + " and the folders that hold these.")
        .proves("No mount of the partition leads to one of these places.")
        .doesNotProve("That no descriptor of such a socket was handed in.")
        .mend("take the mount away; for talk between the sides there are channels: `qm ipc new`")
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var wall = asks(view);
    for (var mount : view.partition().options().mounts()) {
      if (mount.isOfHost() && shows(Trees.path(plain(mount.source())))) {
        var evidence =
            mount.causes().isEmpty()
                ? Evidence.missing(view.partition().quadlet().file(), mount.source())
                : Evidence.of(mount.causes().getLast());
        if (wall.isPresent()) {
          judgement.holds(wall.get());
        } else {
          judgement.fault(
              Fault.of(
                      "the partition sees " + mount.source() + ", with sockets of " + whose,
                      evidence)
                  .with(MountMend.without(view, mount)));
        }
      }
    }
    judgement.holds(
        Evidence.missing(view.partition().quadlet().file(), "no other mount shows them"));
    view.live().ifPresent(live -> live(judgement, view, live));
    return judgement.verdict("");
  }

  private Optional<Evidence> asks(PartitionView view) {
    return ids == Asks.HOST_ROOT ? Walls.userNamespace(view) : Optional.empty();
  }

  private void live(Judgement judgement, PartitionView view, Live live) {
    var host = new HostPlaces(view.machine().mounts());
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    for (var mount : live.mounts()) {
      var place = host.of(mount);
      if (place.isPresent()
          && !isPodmansFile(place.get())
          && showsAlone(view.machine().mounts(), mount, place.get())) {
        if (ids == Asks.HOST_ROOT && live.hasOwn("user").orElse(false)) {
          judgement.holds(
              Evidence.kernel(file, mount.target() + ": it takes the host's root only"));
        } else {
          judgement.fault(
              Fault.of(
                  "the running partition sees " + place.get() + ", with sockets of " + whose,
                  Evidence.kernel(file, mount.target().toString())));
        }
      }
    }
    judgement.holds(Evidence.kernel(file, "no other mount shows them"));
  }

  /** {@code hosts} and the like, which Podman makes for a container: no socket is behind a file. */
  private static boolean isPodmansFile(Path place) {
    var folder = place.getParent();
    return folder != null
        && folder.endsWith("userdata")
        && PODMANS_FILES.contains(String.valueOf(place.getFileName()));
  }

  private static String plain(String source) {
    return source.startsWith("/var/run/") ? source.substring("/var".length()) : source;
  }

  /** With all mounts below it, as Podman binds. */
  private boolean shows(Path source) {
    for (var place : places) {
      if (source.startsWith(place) || Path.of(place).startsWith(source)) {
        return true;
      }
    }
    return false;
  }

  /** A mount as it is, without those below it. */
  private boolean showsAlone(List<Mount> host, Mount mount, Path source) {
    for (var place : places) {
      if (source.startsWith(place)) {
        return true;
      }
      if (Path.of(place).startsWith(source)
          && Mounts.holding(host, Path.of(place))
              .filter(it -> it.device().equals(mount.device()))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** All, a rule each. */
  static List<Rule> rules() {
    return List.of(
            new HostSocket(
                "systemd",
                "the host's systemd",
                "Root inside starts and stops services of the ASIL side.",
                List.of("/run/systemd/private", "/run/systemd/notify"),
                Asks.NOBODY),
            new HostSocket(
                "dbus",
                "the host's D-Bus",
                "Software inside calls services of the host, and listens to the ASIL side.",
                List.of("/run/dbus", "/run/user"),
                Asks.NOBODY),
            new HostSocket(
                "engines",
                "container engines of the host",
                "Root inside starts a container that has the whole host mounted.",
                List.of(
                    "/run/podman", "/run/docker.sock", "/run/containerd", "/run/crio", "/run/qm"),
                Asks.NOBODY),
            new HostSocket(
                "journal",
                "the host's journal",
                "Software inside writes entries in the name of others, and fills the host's log.",
                List.of("/run/systemd/journal", "/dev/log"),
                Asks.NOBODY),
            new HostSocket(
                "udev",
                "the host's udev",
                "Root inside stops the host from handling devices that come and go.",
                List.of("/run/udev/control"),
                Asks.HOST_ROOT))
        .stream()
        .map(HostSocket::rule)
        .toList();
  }
}
