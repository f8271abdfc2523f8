package dev.qm.cli.command.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.client.Node;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes as they are shown, whatever their names are. */
class NodeTableTest {
  @ParameterizedTest
  @CsvSource({
    "qm.a b a, b a qm.a",
    "qm.a b, qm.a b",
    // a partition of a partition there is not
    "qm.a qm.qm.a, qm.a qm.qm.a",
    "a qm.qm.a qm.a, a qm.a qm.qm.a",
    // what only a broken controller says
    "a qm.a a qm.a, a qm.a qm.a a",
    "qm. a, qm. a"
  })
  void eachNodeIsThereOnceAndAPartitionBehindItsHost(String given, String shown) {
    assertThat(NodeTable.ordered(nodes(given)))
        .extracting(Node::name)
        .containsExactly(shown.split(" ", -1));
  }

  @Test
  void theTimesOfMetricsMayBeNegative() {
    assertThat(MetricsCommand.millis(129_649)).isEqualTo("129.6 ms");
    assertThat(MetricsCommand.millis(-129_649)).isEqualTo("-129.6 ms");
    assertThat(MetricsCommand.millis(-649)).isEqualTo("-0.6 ms");
    assertThat(MetricsCommand.millis(0)).isEqualTo("0.0 ms");
  }

  private static List<Node> nodes(String names) {
    var nodes = new ArrayList<Node>();
    for (var name : names.split(" ", -1)) {
      nodes.add(new Node(name, "/org/eclipse/bluechi/node/a", "online", ""));
    }
    return nodes;
  }
}
