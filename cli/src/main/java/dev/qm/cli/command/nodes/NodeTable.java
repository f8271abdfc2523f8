package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Node;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Table;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes as they are shown.
 *
 * @param seen when the controller last heard of each, by name
 */
record NodeTable(List<Node> nodes, Map<String, Instant> seen, Instant now) {
  private static final String UNDER = "└─ ";

  /** What begins an IPv4 address that came through a socket for both kinds. */
  private static final String MAPPED = "::ffff:";

  /** All nodes, or those of a list. */
  static NodeTable of(Session session, List<Node> nodes, Instant now)
      throws IOException, InterruptedException {
    return new NodeTable(ordered(nodes), session.controller().lastSeen(nodes), now);
  }

  /** Each host with its partition behind it; else in the controller's order. */
  static List<Node> ordered(List<Node> nodes) {
    var hosts = hosts(nodes);
    var partitions = new HashMap<String, List<Node>>();
    for (var node : nodes) {
      if (isUnder(node, hosts)) {
        partitions.computeIfAbsent(node.host().orElseThrow(), _ -> new ArrayList<>()).add(node);
      }
    }
    var ordered = new ArrayList<Node>(nodes.size());
    for (var node : nodes) {
      if (!isUnder(node, hosts)) {
        ordered.add(node);
        // once, should the controller name a host twice
        ordered.addAll(Optional.ofNullable(partitions.remove(node.name())).orElse(List.of()));
      }
    }
    return ordered;
  }

  void print(Invocation in) throws IOException {
    if (in.json()) {
      json(in);
    } else if (nodes.isEmpty()) {
      in.out().println("The controller has no nodes: AllowedNodeNames= of its controller.conf.");
    } else {
      var table = Table.of("NODE", "STATE", "ADDRESS", "LAST SEEN");
      var hosts = hosts(nodes);
      for (var node : nodes) {
        var under = isUnder(node, hosts) ? UNDER : "";
        table.row(under + node.name(), node.state(), shown(node.address()), lastSeen(node));
      }
      table.print(in.out(), in.console().terminal());
    }
  }

  private void json(Invocation in) throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginArray();
      for (var node : nodes) {
        json.beginObject()
            .field("name", node.name())
            .field("state", node.state())
            .field("online", node.isOnline());
        Outcomes.optional(
            json, "address", Optional.of(node.address()).filter(text -> !text.isEmpty()));
        Outcomes.optional(
            json, "lastSeen", Optional.ofNullable(seen.get(node.name())).map(Instant::toString));
        Outcomes.optional(json, "qmOf", node.host());
        json.end();
      }
      json.end();
    }
  }

  private String lastSeen(Node node) {
    if (node.isOnline()) {
      return "now";
    }
    var when = seen.get(node.name());
    return when == null ? "never" : age(Duration.between(when, now));
  }

  /** An address as people write it; a connection that is not over a network has none. */
  private static String shown(String address) {
    if (address.isEmpty()) {
      return "-";
    }
    return address.startsWith(MAPPED) && address.indexOf('.') > 0
        ? address.substring(MAPPED.length())
        : address;
  }

  /** A clock that was set back must not show a negative age. */
  private static String age(Duration age) {
    var seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + " s ago";
    } else if (seconds < 3600) {
      return seconds / 60 + " min ago";
    } else if (seconds < 48 * 3600) {
      return seconds / 3600 + " h ago";
    }
    return seconds / 86400 + " days ago";
  }

  /** The names of nodes that may have a partition: a partition of a partition there is not. */
  private static Set<String> hosts(List<Node> nodes) {
    var hosts = new HashSet<String>();
    for (var node : nodes) {
      if (node.host().isEmpty()) {
        hosts.add(node.name());
      }
    }
    return hosts;
  }

  private static boolean isUnder(Node node, Set<String> hosts) {
    return node.host().isPresent() && hosts.contains(node.host().get());
  }
}
