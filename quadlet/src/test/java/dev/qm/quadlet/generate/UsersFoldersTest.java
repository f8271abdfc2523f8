package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.QuadletUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whose units a folder holds, whatever links lead there: those of one user are neither the system's
 * nor another user's. Podman's own generator looks at the same trees as its root folder.
 */
class UsersFoldersTest {
  private static final String CONTAINER = "[Container]\nImage=q.io/x\n";

  @TempDir Path root;

  /**
   * A machine.
   *
   * @param tree {@code PATH} is a unit, {@code PATH -> TARGET} a link; UNITS stands for the folder
   *     that the administrator writes to
   * @param system the units of the system
   * @param user those of the user 0
   * @param systemOfPodman what Podman takes for the system's, where it is more
   * @param userOfPodman what Podman takes for the user's, where it is more
   */
  record Machine(
      String tree, String system, String user, String systemOfPodman, String userOfPodman) {
    Machine(String tree, String system, String user) {
      this(tree, system, user, system, user);
    }

    @Override
    public String toString() {
      return tree;
    }
  }

  static List<Machine> machines() {
    var below =
        "/a.container, %s/users/c.container, %s/users/0/r.container, %s/users/1000/u.container";
    return List.of(
        new Machine("UNITS" + below.replace("%s", "UNITS"), "a", "c r"),
        // the base is a link
        new Machine(
            "UNITS -> ../../srv/units, /srv/units" + below.replace("%s", "/srv/units"), "a", "c r"),
        new Machine(
            "UNITS -> /srv/units, /srv/units" + below.replace("%s", "/srv/units"), "a", "c r"),
        new Machine(
            "UNITS -> /srv/one, /srv/one -> two, /srv/two" + below.replace("%s", "/srv/two"),
            "a",
            "c r"),
        new Machine(
            "/etc/containers -> /srv/containers, /srv/containers/systemd"
                + below.replace("%s", "/srv/containers/systemd"),
            "a",
            "c r"),
        // only users is one
        new Machine(
            "UNITS/a.container, UNITS/users -> /srv/users, /srv/users/c.container,"
                + " /srv/users/0/r.container, /srv/users/1000/u.container",
            "a",
            "c r"),
        new Machine(
            "UNITS/a.container, UNITS/users -> ../../../srv/users, /srv/users/c.container,"
                + " /srv/users/0/r.container, /srv/users/1000/u.container",
            "a",
            "c r"),
        // both are
        new Machine(
            "UNITS -> /srv/units, /srv/units/a.container, /srv/units/users -> ../users,"
                + " /srv/users/c.container, /srv/users/0/r.container, /srv/users/1000/u.container",
            "a",
            "c r"),
        // one base is another's
        new Machine(
            "UNITS -> /usr/share/containers/systemd, /usr/share/containers/systemd"
                + below.replace("%s", "/usr/share/containers/systemd"),
            "a",
            "c r"),
        new Machine(
            "/run/containers/systemd -> /etc/containers/systemd, UNITS"
                + below.replace("%s", "UNITS"),
            "a",
            "c r"),
        new Machine(
            "/run/containers/systemd -> /etc/containers/systemd/users/1000, UNITS"
                + below.replace("%s", "UNITS"),
            "a",
            "c r"),
        // links to what is a user's
        new Machine("UNITS" + below.replace("%s", "UNITS") + ", UNITS/l -> users/1000", "a", "c r"),
        new Machine(
            "UNITS/a.container, UNITS/users/1000/deep/u.container, UNITS/l -> users/1000/deep,"
                + " /run/containers/systemd/l -> /etc/containers/systemd/users/1000/deep",
            "a",
            ""),
        new Machine(
            "UNITS/users/common -> 1000, UNITS/users/other -> 1000/deep,"
                + " UNITS/users/1000/u.container, UNITS/users/1000/deep/v.container",
            "",
            ""),
        new Machine(
            "UNITS/users/common/c.container, UNITS/users/0 -> /srv/r, /srv/r/r.container",
            "",
            "c r"),
        new Machine("UNITS/users/c.container, UNITS/loop -> ., UNITS/users/up -> ..", "", "c"),
        // what is put aside is a user's no less
        new Machine("UNITS/a.container, UNITS/users.old/1000/u.container", "a", ""),
        // Podman takes these
        new Machine(
            "UNITS/users/1000 -> /srv/u, /srv/u/u.container, UNITS/users/c.container",
            "",
            "c",
            "",
            "c u"),
        new Machine(
            "UNITS/users/1000/u.container, /usr/share/containers/systemd/l -> UNITS/users/1000",
            "",
            "",
            "u",
            ""),
        new Machine(
            "UNITS/users/0/l -> ../1000, UNITS/users/1000/u.container, UNITS/users/0/r.container",
            "",
            "r",
            "",
            "r u"));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void takesNobodysUnitsForAnothers(Machine machine) throws IOException {
    plant(machine.tree());

    assertThat(read(Folders.system(root))).isEqualTo(names(machine.system()));
    assertThat(read(ofUser(0))).isEqualTo(names(machine.user()));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void podmanTakesNoneThatAreLeftOutHereButThoseThatAreListed(Machine machine) throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    plant(machine.tree());

    var system = podman.orElseThrow().dryRunIn(root, Settings.Scope.SYSTEM);
    assumeTrue(system.isPresent(), "this user may not change the root folder of a process");
    var user = podman.orElseThrow().dryRunIn(root, Settings.Scope.USER);

    assertThat(names(system.orElseThrow())).isEqualTo(names(machine.systemOfPodman()));
    assertThat(names(user.orElseThrow())).isEqualTo(names(machine.userOfPodman()));
  }

  @Test
  void aTreeOfEtcAloneHasUsersToo() throws IOException {
    plant(
        "/containers/systemd/a.container, /containers/systemd/users -> ../people,"
            + " /containers/people/1000/u.container");

    assertThat(read(List.of(root.resolve("containers/systemd")))).isEqualTo(names("a"));
  }

  @Test
  void aUsersOwnFolderMayBeALinkToTheOneThatTheAdministratorMade() throws IOException {
    plant(
        "UNITS/users/1000/u.container, UNITS/users/1000/deep/v.container,"
            + " UNITS/users/1001/w.container,"
            + " /root/.config/containers/systemd -> /etc/containers/systemd/users/1000");

    assertThat(read(ofUser(1000))).isEqualTo(names("u v"));
  }

  private List<Path> ofUser(long uid) {
    return Folders.user(root, uid, Map.of("HOME", "/root"));
  }

  private Set<String> read(List<Path> folders) {
    var names = new TreeSet<String>();
    for (var unit : QuadletReader.read(root, folders).units()) {
      names.add(stem(unit));
    }
    return names;
  }

  private static String stem(QuadletUnit unit) {
    return unit.name().substring(0, unit.name().lastIndexOf('.'));
  }

  private static Set<String> names(String words) {
    return words.isEmpty() ? Set.of() : new TreeSet<>(List.of(words.split(" ", -1)));
  }

  private static Set<String> names(PodmanGenerator.Output output) {
    var names = new TreeSet<String>();
    for (var line : output.text().lines().toList()) {
      if (line.startsWith("---") && line.endsWith(".service---")) {
        names.add(line.substring(line.lastIndexOf('/') + 1).replaceAll("-|\\.service", ""));
      }
    }
    return names;
  }

  private void plant(String tree) throws IOException {
    var links = new ArrayList<String>();
    for (var part : tree.replace("UNITS", Folders.ADMINISTRATOR).split(", ", -1)) {
      if (part.contains(" -> ")) {
        links.add(part);
      } else {
        Files.writeString(inFolder(part), CONTAINER);
      }
    }
    for (var link : links) {
      var arrow = link.indexOf(" -> ");
      Files.createSymbolicLink(
          inFolder(link.substring(0, arrow)), Path.of(link.substring(arrow + " -> ".length())));
    }
  }

  private Path inFolder(String path) throws IOException {
    var place = root.resolve(path.substring(1));
    Files.createDirectories(place.getParent());
    return place;
  }
}
