package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.util.List;
import java.util.Optional;

/**
 * The network of a container: podman-run(1), {@code --network}.
 *
 * @param unit the container
 * @param asked the last such option; of several networks each counts
 */
record Network(Described unit, Optional<Option> asked) {
  /** Of the partition. */
  static Network of(PartitionView view) {
    return of(view.partition());
  }

  static Network of(Described unit) {
    return new Network(unit, unit.options().last("network"));
  }

  /** What comes before the options: {@code host}, {@code pasta}, a network's name. */
  String mode() {
    var value = asked.map(Option::value).orElse("");
    var colon = value.indexOf(':');
    return colon < 0 || value.startsWith("container:") || value.startsWith("ns:")
        ? value
        : value.substring(0, colon);
  }

  /** The options behind the colon. */
  List<String> details() {
    var value = asked.map(Option::value).orElse("");
    var colon = value.indexOf(':');
    return colon < 0 ? List.of() : KernelText.split(value.substring(colon + 1), ',');
  }

  /** Whether it is the host's, or of whom nobody looks at. */
  boolean isOthers() {
    return asked.filter(Option::joinsAnother).isPresent() || unit.options().last("pod").isPresent();
  }

  /** Whether Podman's bridge and NAT carry it: the default of the host's root. */
  boolean isBridged() {
    return !isOthers() && !List.of("none", "pasta", "slirp4netns").contains(mode());
  }

  /** The bridge's network, of which {@code podman} is the one that counts without a name. */
  String bridge() {
    return List.of("", "private", "bridge").contains(mode()) ? "podman" : mode();
  }

  /** The line that asks for it. */
  Evidence evidence() {
    return asked
        .filter(option -> !option.causes().isEmpty())
        .map(option -> Evidence.of(option.causes().getLast()))
        .orElse(Evidence.missing(unit.quadlet().file(), "no Network=: Podman makes one"));
  }

  /** The drop-in that takes the option away. */
  Optional<Mend> without() {
    return asked.flatMap(option -> WithoutOption.mend(unit, option));
  }

  /**
   * Whether the partition has the host's network: what runs decides, where it does.
   *
   * @return the evidence when it has
   */
  static Optional<Evidence> isHosts(PartitionView view) {
    var own = view.live().flatMap(live -> live.hasOwn("net"));
    if (own.isPresent()) {
      return own.get() ? Optional.empty() : Optional.of(namespace(view.live().orElseThrow()));
    }
    var network = of(view);
    return network.isOthers() ? Optional.of(network.evidence()) : Optional.empty();
  }

  /** What shows whose network it is. */
  static Evidence shown(PartitionView view) {
    return view.live().isPresent() ? namespace(view.live().get()) : of(view).evidence();
  }

  private static Evidence namespace(Live live) {
    return Evidence.kernel(
        "/proc/" + live.first().pid() + "/ns/net",
        "net:[" + live.first().namespaces().get("net") + "]");
  }
}
