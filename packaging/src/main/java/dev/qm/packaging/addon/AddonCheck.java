package dev.qm.packaging.addon;

import dev.qm.packaging.PackageEntry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What keeps an add-on from being built: places that are not its own, and devices that it does not
 * say it opens.
 */
public final class AddonCheck {
  /** Where no package may put a file: made at boot, the administrator's, the partition's data. */
  private static final List<String> NOBODYS =
      List.of(
          "/dev/",
          "/proc/",
          "/sys/",
          "/run/",
          "/tmp/",
          "/var/",
          "/home/",
          "/root/",
          "/boot/",
          "/usr/local/",
          "/etc/qm/",
          "/etc/qm.private/");

  /** The roots of the tree that hold packages' files; the rest are links into /usr by now. */
  private static final List<String> PLACES = List.of("/usr/", "/etc/", "/opt/");

  private final Owners owners;

  /** Checks against the files of others. */
  public AddonCheck(Owners owners) {
    this.owners = owners;
  }

  /** Which package has which file. */
  public interface Owners {
    /**
     * The package that has the file; empty where none is known to.
     *
     * @param path absolute, as it lands
     */
    Optional<String> of(String path) throws IOException;
  }

  /** What is wrong with an add-on, by file and line; its descriptor's problems come before. */
  public List<Problem> check(Addon addon) throws IOException {
    List<Problem> problems = new ArrayList<>();
    if (addon.files().isEmpty()) {
      problems.add(
          problem(
              Problem.Severity.ERROR,
              "addon-file",
              new Origin(addon.descriptor(), 1),
              "the add-on lands nothing",
              "there is no file in its folder files/",
              "put files there, laid out as they land"));
    }
    for (var file : addon.files()) {
      place(addon, file, problems);
    }
    devices(addon, problems);
    problems.sort((one, other) -> {
      var byFile = one.origin().file().compareTo(other.origin().file());
      return byFile != 0 ? byFile : Integer.compare(one.origin().line(), other.origin().line());
    });
    return List.copyOf(problems);
  }

  private void place(Addon addon, AddonFile file, List<Problem> problems) throws IOException {
    var path = file.entry().path();
    var owner = owners.of(path).orElse(addon.name().packageName());
    if (!owner.equals(addon.name().packageName())) {
      problems.add(
          file(
              file,
              path + " belongs to the package " + owner,
              "two packages with one file cannot be installed together",
              "choose another name"));
    } else if ((addon.landedDescriptor() + "/").startsWith(path + "/")) {
      problems.add(
          file(file, path + " is where addon.conf itself lands", "", "choose another name"));
    } else if (PLACES.stream().noneMatch(path::startsWith)
        || NOBODYS.stream().anyMatch(path::startsWith)) {
      problems.add(
          file(
              file,
              "a package may not put a file at " + path,
              "it is not below /usr, /etc or /opt, or somebody else's place there",
              "vendor files land below /usr"));
    } else if (path.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || "\"'\\*?[]:".indexOf(c) >= 0)) {
      problems.add(
          file(
              file,
              "a character in the name of " + printable(path) + " cannot stand in every package",
              "",
              "use ASCII letters, digits, points, hyphens, @ and underscores"));
    }
  }

  private static String printable(String path) {
    var text = new StringBuilder();
    path.chars().forEach(c -> text.append(c < ' ' || c >= 0x7f ? '?' : (char) c));
    return text.toString();
  }

  private static void devices(Addon addon, List<Problem> problems) throws IOException {
    List<OpenedDevice> opened = new ArrayList<>();
    for (var file : addon.files()) {
      if (!OpenedDevice.canBeIn(file.entry().path())) {
        continue;
      }
      if (file.entry() instanceof PackageEntry.File landed) {
        var text = new String(landed.content().read(), StandardCharsets.UTF_8);
        opened.addAll(OpenedDevice.in(file.source(), text));
      } else {
        problems.add(
            file(
                file,
                file.entry().path() + " is a unit, and a link",
                "what a unit opens is read from the file itself",
                "put the file there"));
      }
    }
    for (var device : opened) {
      if (addon.devices().stream().noneMatch(declared -> declared.covers(device.path()))) {
        problems.add(
            problem(
                Problem.Severity.ERROR,
                "addon-device",
                device.entry().origin(),
                "opens " + device.path() + ", which addon.conf does not declare",
                "who installs an add-on must be able to read what it opens",
                device.path().startsWith("/dev/")
                    ? "write 'Device=" + device.path() + " REASON' in [Device] of addon.conf"
                    : "name each device by its path"));
      }
    }
    for (var declared : addon.devices()) {
      Predicate<OpenedDevice> isCovered = device -> declared.covers(device.path());
      if (opened.stream().noneMatch(isCovered)) {
        problems.add(
            problem(
                Problem.Severity.WARNING,
                "addon-device",
                declared.origin(),
                "nothing opens " + declared.pattern(),
                "the list should say what the add-on does",
                "open it in a drop-in, or leave the line out"));
      }
    }
  }

  private static Problem file(AddonFile file, String what, String why, String mend) {
    return problem(
        Problem.Severity.ERROR, "addon-file", new Origin(file.source(), 1), what, why, mend);
  }

  private static Problem problem(
      Problem.Severity severity, String rule, Origin origin, String what, String why, String mend) {
    return new Problem(severity, rule, origin, 1, 1, what, why, mend);
  }
}
