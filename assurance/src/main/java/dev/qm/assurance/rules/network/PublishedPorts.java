package dev.qm.assurance.rules.network;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ports that the partition takes are not the host's. */
final class PublishedPorts {
  static final Rule RULE =
      Rule.named("published-ports")
          .title("No published port of the partition's is one of the host's own")
          .against(Interference.EXCHANGE)
          .harm(
              "Packets for a service of the host go to software inside, which answers in its name.")
          .rationale(
              """
              Published ports are led to the partition by rules that come before the host's own sockets are looked up \
              (DNAT). Who has the port on the host gets nothing any more, or cannot start. --publish-all takes ports that \
              nobody chose.\
              """)
          .sources("podman-run(1), --publish and --publish-all", "nft(8), nat hooks: prerouting")
          .how(
              "--publish of the effective podman run against what listens in the host's network and is not conmon's.")
          .proves("Nothing that listens on the host now loses its packets to the partition.")
          .doesNotProve("That a service that listens later does not want the port.")
          .mend("publish another port of the host's, or none")
          .check(PublishedPorts::check);

  /** A folder of descriptors is as long as its process likes. */
  private static final int MOST_DESCRIPTORS = 4096;

  private PublishedPorts() {}

  private record Port(String protocol, String address, int first, int last) {
    boolean takes(Listening other) {
      return protocol.equals(other.protocol())
          && other.port() >= first
          && other.port() <= last
          && (address.equals("*")
              || other.address().equals("*")
              || address.equals(other.address()));
    }
  }

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var options = view.partition().options();
    options
        .on("publish-all")
        .filter(it -> !it.causes().isEmpty())
        .ifPresent(all ->
            judgement.fault(
                Fault.of(
                        "--publish-all takes ports of the host that nobody chose",
                        Evidence.of(all.causes().getLast()))
                    .with(WithoutOption.mend(view.partition(), all))));
    var own = ownSockets(view);
    for (var option : options.named("publish")) {
      if (!option.causes().isEmpty()) {
        port(judgement, view, option, own);
      }
    }
    if (options.named("publish").isEmpty()) {
      judgement.holds(Asked.unset(view.partition(), "Container", "PublishPort"));
    }
    return judgement.verdict("");
  }

  private static void port(
      Judgement judgement, PartitionView view, Option option, Set<String> own) {
    var written = Evidence.of(option.causes().getLast());
    var port = parse(option.value());
    if (port.isEmpty()) {
      judgement.unknown("the port of the host in " + written.value() + " is Podman's choice");
      return;
    }
    if (!view.machine().isRunning()) {
      judgement.unknown("what listens on the host only a running machine can tell");
      return;
    }
    for (var other : Listening.onHost(view)) {
      if (port.get().takes(other) && !own.contains(other.inode())) {
        judgement.fault(
            Fault.of(
                    "the host itself listens on " + other,
                    written,
                    Evidence.kernel("/proc/net/" + other.protocol(), other.toString()))
                .with(WithoutOption.mend(view.partition(), option)));
        return;
      }
    }
    judgement.holds(written);
  }

  /** {@code [[IP:][HOST]:]CONTAINER[/PROTOCOL]}; nothing where Podman chooses the host's port. */
  private static Optional<Port> parse(String text) {
    var slash = text.lastIndexOf('/');
    var protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
    var parts = KernelText.split(slash < 0 ? text : text.substring(0, slash), ':');
    if (parts.size() < 2) {
      return Optional.empty();
    }
    var host = parts.get(parts.size() - 2);
    var address = String.join(":", parts.subList(0, parts.size() - 2));
    var dash = host.indexOf('-');
    try {
      return Optional.of(
          new Port(
              protocol,
              address.isEmpty() || address.equals("0.0.0.0") ? "*" : address,
              Integer.parseInt(dash < 0 ? host : host.substring(0, dash)),
              Integer.parseInt(dash < 0 ? host : host.substring(dash + 1))));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** Podman keeps a published port busy by a socket that conmon holds. */
  private static Set<String> ownSockets(PartitionView view) {
    var inodes = new HashSet<String>();
    if (view.live().isEmpty()) {
      return inodes;
    }
    var conmon = view.live().get().first().info().parent();
    var names = new ArrayList<String>();
    var folder = view.machine().kernelRoot().at("/proc/" + conmon + "/fd");
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        names.add(Files.readSymbolicLink(entry).toString());
        if (names.size() > MOST_DESCRIPTORS) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException ended) {
      return inodes;
    }
    for (var name : List.copyOf(names)) {
      if (name.startsWith("socket:[") && name.endsWith("]")) {
        inodes.add(name.substring("socket:[".length(), name.length() - 1));
      }
    }
    return inodes;
  }
}
