package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/** An agent that nobody configured is a program that tries for ever. */
final class AgentWithoutController {
  static final Rule RULE =
      Rule.named("agent-configured")
          .title("The agent inside runs only where the host's has a controller")
          .against(Interference.CONTROL)
          .harm(
              "The agent inside ends and is started again without end, or obeys whoever answers at an address of its own choice.")
          .rationale(
              """
              Setup switches the agent on where its package is, and each start writes its configuration from the host's. \
              Without an agent on the host there is nothing to write.\
              """)
          .sources("bluechi-agent.conf(5)", "docs/architecture.md, Setup: steps and ledger")
          .how(
              "Whether multi-user.target inside wants bluechi-agent.service, and whether the host's agent names a controller.")
          .proves("The agent that starts inside has a controller from the host.")
          .doesNotProve("That the controller answers.")
          .mend(
              "configure the host's agent in /etc/bluechi, or `qm exec -- systemctl disable --now bluechi-agent`")
          .check(AgentWithoutController::check);

  private AgentWithoutController() {}

  private static Verdict check(PartitionView view) {
    var agents = Agents.of(view);
    if (!agents.isOn()) {
      return agents.gaps().isEmpty()
          ? new Verdict.NotApplicable("the partition starts no BlueChi agent")
          : new Verdict.NotJudged(String.join("; ", agents.gaps()));
    }
    var wants =
        view.declared().spec().layout().etc()
            + "/systemd/system/multi-user.target.wants/bluechi-agent.service";
    for (var key :
        List.of("ControllerHost", "ControllerAddress", "ManagerHost", "ManagerAddress")) {
      var entry = agents.derived().flatMap(conf -> conf.last(Agents.SECTION, key));
      if (entry.isPresent()) {
        return Verdict.pass(Evidence.of(entry.get()));
      }
    }
    return Verdict.fail(
        Fault.of(
            "the agent inside is started, and the host's names no controller",
            Evidence.kernel(wants, "there")));
  }
}
