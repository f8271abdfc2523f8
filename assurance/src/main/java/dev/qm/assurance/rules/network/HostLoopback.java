package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.machine.Init;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What the host offers itself on 127.0.0.1 is out of the partition's reach. */
final class HostLoopback {
  static final Rule RULE =
      Rule.named("host-loopback")
          .title("The host's loopback services are out of the partition's reach")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside sends orders to a service that only the host's own processes should reach.")
          .rationale(
              """
              Who listens on 127.0.0.1 trusts the host's processes. The host's network is one way there; pasta maps an \
              address to it (--map-gw, --map-host-loopback, -T, -U) and slirp4netns with allow_host_loopback. With \
              route_localnet on a bridge the kernel takes packets for 127.0.0.0/8 that come in there.\
              """)
          .sources(
              "podman-run(1), --network",
              "passt(1), --map-gw and --tcp-ns",
              "Linux, Documentation/networking/ip-sysctl.rst, route_localnet")
          .how(
              "--network of the effective podman run with its options; net.ipv4.conf.*.route_localnet of the host.")
          .proves("No packet from inside reaches what listens on the host's loopback.")
          .doesNotProve(
              "Anything about services that listen on other addresses: see host-services.")
          .mend("use Podman's own bridge (Network=private); set route_localnet to 0 for the bridge")
          .check(HostLoopback::check);

  private static final List<String> PASTA =
      List.of("--map-gw", "--map-host-loopback", "-T", "--tcp-ns", "-U", "--udp-ns");

  private HostLoopback() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var network = Network.of(view);
    Network.isHosts(view)
        .ifPresentOrElse(
            evidence ->
                judgement.fault(
                    Fault.of("the partition's 127.0.0.1 is the host's", evidence)
                        .with(network.without())),
            () -> byProgram(judgement, network));
    if (network.isBridged()) {
      routed(judgement, view);
    }
    return judgement.verdict("");
  }

  private static void byProgram(Judgement judgement, Network network) {
    for (var detail : network.details()) {
      var isPasta = network.mode().equals("pasta") && PASTA.contains(detail);
      var isSlirp =
          network.mode().equals("slirp4netns") && detail.equals("allow_host_loopback=true");
      if (isPasta || isSlirp) {
        judgement.fault(
            Fault.of(detail + " leads to the host's 127.0.0.1", network.evidence())
                .with(network.without()));
        return;
      }
    }
    judgement.holds(network.evidence());
  }

  private static void routed(Judgement judgement, PartitionView view) {
    if (!view.machine().isRunning()) {
      return;
    }
    for (var device : devices(view)) {
      var setting = "/proc/sys/net/ipv4/conf/" + device + "/route_localnet";
      if (view.machine().texts().word(setting).orElse("0").equals("1")) {
        judgement.fault(
            Fault.of(
                "the host takes packets for 127.0.0.0/8 from "
                    + (device.equals("all") ? "every interface" : device),
                Evidence.kernel(setting, "1")));
      }
    }
  }

  /** What can carry the partition: bridges, and what holds for all. */
  private static List<String> devices(PartitionView view) {
    var devices = new ArrayList<String>();
    devices.add("all");
    devices.addAll(bridges(view));
    return devices;
  }

  /** The bridges that can be the partition's; those of the host have a folder in sysfs. */
  static List<String> bridges(PartitionView view) {
    var bridges = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(view.machine().kernelRoot().at("/sys/class/net"))) {
      for (var entry : entries) {
        var name = String.valueOf(entry.getFileName());
        if (Files.isDirectory(entry.resolve("bridge")) && canBeOurs(view, name)) {
          bridges.add(name);
        }
      }
    } catch (IOException none) {
      return List.of();
    }
    bridges.sort(null);
    return bridges;
  }

  private static boolean canBeOurs(PartitionView view, String bridge) {
    if (!(Init.probe(view.machine().root()) instanceof Init.Systemd)) {
      // qm0, and qm with a number for a partition below another root
      return bridge.startsWith("qm");
    }
    // netavark's and CNI's name for the network `podman`; what another is called, its file says
    return !Network.of(view).bridge().equals("podman")
        || List.of("podman0", "cni-podman0").contains(bridge);
  }
}
