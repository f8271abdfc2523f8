package dev.qm.assurance.rules.addons;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.PartitionView;
import java.nio.file.Path;
import java.util.Set;

/** A descriptor has words for devices only, so an add-on takes no other wall away. */
final class UndeclaredWalls {
  static final Rule RULE =
      Rule.named("addon-openings")
          .title("Add-ons take no wall of the partition away")
          .against(Interference.CONTROL)
          .harm(
              "Installing a package gives the partition the host's network, a capability or a folder to write, and nothing says so.")
          .rationale(
              """
              An add-on declares devices. Namespaces, capabilities, labels, seccomp and writable folders of the host are \
              for the administrator's own drop-ins, where they are seen and answered for.\
              """)
          .sources("docs/add-ons.md", "podman-run(1)")
          .how(
              "The options of the effective podman run that come from /usr/share/containers/systemd/qm.container.d.")
          .proves("No drop-in of an add-on asks for such an option.")
          .doesNotProve("What software does that an add-on brings inside.")
          .mend(
              "remove the add-on, or put a file of the drop-in's name with less into /etc/containers/systemd/qm.container.d")
          .check(UndeclaredWalls::check);

  private static final Set<String> NAMESPACES =
      Set.of("network", "pid", "ipc", "uts", "userns", "cgroupns");

  private UndeclaredWalls() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var option : view.partition().options().all()) {
      var cause = InstalledAddon.cause(view, option.causes());
      if (cause.isPresent() && isWall(option.name(), option.value())) {
        judgement.fault(
            Fault.of(
                "the add-on "
                    + InstalledAddon.ownerOf(cause.get().origin().file())
                    + " asks for --"
                    + option.name(),
                Evidence.of(cause.get())));
      }
    }
    for (var mount : view.partition().options().mounts()) {
      var cause = InstalledAddon.cause(view, mount.causes());
      if (cause.isPresent() && mount.isOfHost() && mount.isWritable() && !isDevice(mount)) {
        judgement.fault(
            Fault.of(
                "the add-on "
                    + InstalledAddon.ownerOf(cause.get().origin().file())
                    + " gives "
                    + mount.source()
                    + " of the host to write",
                Evidence.of(cause.get())));
      }
    }
    judgement.holds(Asked.not(view.partition(), "no drop-in of an add-on asks for more"));
    return judgement.verdict("");
  }

  private static boolean isDevice(MountOption mount) {
    return Path.of(mount.source()).normalize().startsWith("/dev");
  }

  private static boolean isWall(String name, String value) {
    return name.equals("privileged")
        || name.equals("cap-add")
        || (name.equals("security-opt") && !value.equals("label=nested"))
        || (NAMESPACES.contains(name) && !value.equals("private") && !value.equals("none"));
  }
}
