package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** A controller knows nodes by name. */
final class NodeName {
  static final Rule RULE =
      Rule.named("agent-node-name")
          .title("The agent inside has the name that the host gives it")
          .against(Interference.EXCHANGE)
          .harm(
              "The partition registers under the name of an ASIL node, and the controller's commands for that one go to QM.")
          .rationale(
              """
              A controller sends what it has to say to a node's name. The partition's is qm. and the name of the host, so \
              none is taken for another. Its file is the partition's to write.\
              """)
          .sources(
              "bluechi-agent.conf(5), NodeName", "docs/architecture.md, Setup: steps and ledger")
          .how(
              "NodeName= in bluechi/agent.conf and agent.conf.d of the partition, against what qm makes of the host's.")
          .proves("The files inside say that name.")
          .doesNotProve(
              "What a hostile root inside tells a controller that it connects to by itself: let the controller know its nodes.")
          .mend("take the line away inside, then `qm restart` writes the file anew")
          .check(NodeName::check);

  private NodeName() {}

  private static Verdict check(PartitionView view) {
    var agents = Agents.of(view);
    var none = agents.none();
    if (none.isPresent()) {
      return none.get();
    }
    var judgement = new Judgement();
    agents.compare(judgement, view, "NodeName", "the agent inside has another name");
    return judgement.verdict("neither side has an agent");
  }
}
