package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.ConfigLines;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.JsonText;
import dev.qm.host.MalformedJson;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** The partition is on no wire of the host's. */
final class HostInterface {
  static final Rule RULE =
      Rule.named("host-interface")
          .title("No interface of the host's is handed to the partition")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside sends on the vehicle's network with any address, and as much as fits.")
          .rationale(
              """
              macvlan and ipvlan put the partition on the wire itself, past the host's filters, and a physical interface \
              can be moved in whole. Root inside chooses addresses there freely.\
              """)
          .sources(
              "podman-network-create(1), --driver",
              "containers.conf(5), default_network",
              "podman-run(1), --network",
              "ip-link(8), macvlan")
          .how(
              "--network of the effective podman run: the driver of each network that it names, or of the one that"
                  + " containers.conf does, in the host's quadlets and in /etc/containers/networks.")
          .proves("All that the partition sends passes the host's stack.")
          .doesNotProve("That the host's packet filter refuses anything.")
          .mend("use Podman's own bridge (Network=private)")
          .check(HostInterface::check);

  private static final List<String> ON_THE_WIRE = List.of("macvlan", "ipvlan");

  /** The network that Podman makes by itself. */
  private static final String PODMANS = "podman";

  private static final List<String> UNNAMED = List.of("", "private", "bridge", "default");
  private static final List<String> KNOWN = List.of("none", "host", "pasta", "slirp4netns");

  private static final List<String> QUADLETS =
      List.of(
          "/run/containers/systemd/", "/etc/containers/systemd/", "/usr/share/containers/systemd/");

  private HostInterface() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var asked = view.partition().options().named("network");
    for (var option : asked) {
      judge(judgement, view, new Network(view.partition(), Optional.of(option)));
    }
    if (asked.isEmpty()) {
      judge(judgement, view, Network.of(view));
    }
    return judgement.verdict("");
  }

  private static void judge(Judgement judgement, PartitionView view, Network network) {
    if (network.isOthers()) {
      judgement.fault(
          Fault.of("the partition has all interfaces of another network", network.evidence())
              .with(network.without()));
    } else if (UNNAMED.contains(network.mode())) {
      unnamed(judgement, view, network);
    } else if (KNOWN.contains(network.mode())) {
      judgement.holds(network.evidence());
    } else {
      named(judgement, view, network.mode(), network.evidence(), network);
    }
  }

  /** The network that a container gets which names none: containers.conf(5), default_network. */
  private static void unnamed(Judgement judgement, PartitionView view, Network network) {
    var conf = view.declared().engine().conf();
    var names = new LinkedHashSet<Entry>();
    for (var one : conf.ways()) {
      one.last("network", "default_network").ifPresent(names::add);
    }
    for (var name : names) {
      named(judgement, view, name.value(), Evidence.of(name), network);
    }
    if (names.isEmpty()) {
      named(judgement, view, PODMANS, network.evidence(), network);
    }
  }

  private static void named(
      Judgement judgement, PartitionView view, String name, Evidence evidence, Network network) {
    var driver = driver(view, name);
    if (driver.isEmpty() && name.equals(PODMANS)) {
      // Podman makes it, with a bridge
      judgement.holds(evidence);
    } else if (driver.isEmpty()) {
      judgement.unknown("the description of the network " + name + " is not found");
    } else if (ON_THE_WIRE.contains(driver.get().value())) {
      judgement.fault(
          Fault.of(
                  driver.get().value() + " puts the partition on a wire of the host's",
                  evidence,
                  driver.get())
              .with(UNNAMED.contains(network.mode()) ? Optional.empty() : network.without()));
    } else {
      judgement.holds(driver.get());
    }
  }

  /** What describes the network; its value is the driver. */
  private static Optional<Evidence> driver(PartitionView view, String name) {
    var texts = view.machine().texts();
    // Quadlet's own networks are called systemd-NAME
    var unit = name.startsWith("systemd-") ? name.substring("systemd-".length()) : name;
    for (var folder : QUADLETS) {
      var file = folder + unit + ".network";
      var text = ConfinedPath.text(view.machine().root(), file);
      if (text.isPresent()) {
        var line = ConfigLines.parse(Path.of(file), text.get()).last("Network", "Driver");
        return Optional.of(
            line.map(it -> Evidence.at(it.origin(), it.value()))
                .orElse(Evidence.missing(Path.of(file), "bridge")));
      }
    }
    var file = "/etc/containers/networks/" + name + ".json";
    return name.contains("/")
        ? Optional.empty()
        : texts.at(file).flatMap(HostInterface::driver).map(it -> Evidence.kernel(file, it));
  }

  private static Optional<String> driver(String text) {
    try {
      var json = new JsonText(text);
      json.enter();
      while (json.next()) {
        if (json.name().equals("driver") && json.kind() == JsonText.Kind.TEXT) {
          return Optional.of(json.text());
        }
        json.skip();
      }
      return Optional.empty();
    } catch (MalformedJson notJson) {
      return Optional.empty();
    }
  }
}
