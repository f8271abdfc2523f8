package dev.qm.assurance.rules.addons;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** `qm addon build` refuses it; what is installed may have been built elsewhere. */
final class UndeclaredDevices {
  static final Rule RULE =
      Rule.named("addon-devices")
          .title("Add-ons open the devices that they declare, and no others")
          .against(Interference.DEVICES)
          .harm(
              "Installing a package gives software inside a device that nobody who read its description expects.")
          .rationale(
              """
              A descriptor says which devices an add-on opens and why, and that is what somebody agrees to. A drop-in may \
              open any.\
              """)
          .sources("docs/add-ons.md, What fails the build", "podman-run(1), --device")
          .how(
              "What drop-ins in /usr/share/containers/systemd/qm.container.d open, against the descriptors in /usr/share/qm/addons.")
          .proves("Each device that an add-on's drop-in opens is declared by it.")
          .doesNotProve("That the declared devices are harmless: see the rules about devices.")
          .mend(
              "remove the add-on, or put a file of the drop-in's name with less into /etc/containers/systemd/qm.container.d")
          .check(UndeclaredDevices::check);

  private UndeclaredDevices() {}

  /** A device and the line that opens it. */
  private record Opened(String path, Entry entry) {}

  private static Verdict check(PartitionView view) {
    var addons = InstalledAddon.all(view);
    var judgement = new Judgement();
    for (var opened : opened(view)) {
      var owner = InstalledAddon.ownerOf(opened.entry().origin().file());
      var addon = Optional.ofNullable(addons.get(owner));
      if (addon.filter(it -> it.declares(opened.path())).isPresent()) {
        judgement.holds(Evidence.of(opened.entry()));
      } else {
        judgement.fault(
            Fault.of(
                addon.isPresent()
                    ? "the add-on " + owner + " opens " + opened.path() + " undeclared"
                    : "no add-on on this machine declares " + opened.path(),
                Evidence.of(opened.entry())));
      }
    }
    return judgement.verdict("no add-on opens a device");
  }

  private static List<Opened> opened(PartitionView view) {
    var opened = new LinkedHashSet<Opened>();
    // by its lines: a device that is not there yet is no option of today's command
    for (var entry : view.partition().values("Container", "AddDevice")) {
      if (InstalledAddon.isOfAddon(view, entry)) {
        for (var word : CommandWords.split(entry.value())) {
          var required = word.startsWith("-") ? word.substring(1) : word;
          opened.add(new Opened(path(view.partition().options().given(entry, required)), entry));
        }
      }
    }
    var options = view.partition().options();
    for (var name : List.of("device", "device-cgroup-rule")) {
      for (var option : options.named(name)) {
        InstalledAddon.cause(view, option.causes())
            .filter(entry -> !entry.key().equals("AddDevice"))
            .ifPresent(entry -> opened.add(new Opened(path(option.value()), entry)));
      }
    }
    for (var mount : options.mounts()) {
      if (mount.isOfHost()
          && (mount.source().equals("/")
              || Path.of(mount.source()).normalize().startsWith("/dev"))) {
        InstalledAddon.cause(view, mount.causes())
            .ifPresent(entry -> opened.add(new Opened(mount.source(), entry)));
      }
    }
    options
        .on("privileged")
        .flatMap(option -> InstalledAddon.cause(view, option.causes()))
        .ifPresent(entry -> opened.add(new Opened("every device", entry)));
    return List.copyOf(opened);
  }

  private static String path(String word) {
    var colon = word.startsWith("/") ? word.indexOf(':') : -1;
    return colon < 0 ? word : word.substring(0, colon);
  }
}
