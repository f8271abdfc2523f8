package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.BluechiChannel;

/** Whoever is the controller starts and stops units inside. */
final class SameController {
  static final Rule RULE =
      Rule.named("agent-controller")
          .title("The agent inside obeys the host's controller")
          .against(Interference.CONTROL)
          .harm(
              "Somebody else starts and stops the partition's services, and those that the ASIL side counts on stay off.")
          .rationale(
              """
              An agent does what its controller says. The partition's has the host's; a file inside that names another \
              one was written inside, or by somebody who has not told the host.\
              """)
          .sources("bluechi-agent.conf(5), ControllerHost, ControllerAddress, ManagerHost")
          .how(
              "The lines about the controller in bluechi/agent.conf and agent.conf.d of the partition, against the host's as seen from inside.")
          .proves("The files inside name the host's controller.")
          .doesNotProve("That the controller is the one it says it is: BlueChi does not ask.")
          .mend("take the line away inside, then `qm restart` writes the file anew")
          .check(SameController::check);

  private SameController() {}

  private static Verdict check(PartitionView view) {
    var agents = Agents.of(view);
    var none = agents.none();
    if (none.isPresent()) {
      return none.get();
    }
    var judgement = new Judgement();
    for (var key : BluechiChannel.CONTROLLER_KEYS) {
      agents.compare(judgement, view, key, "the agent inside has another " + key);
    }
    return judgement.verdict("no controller is named on either side");
  }
}
