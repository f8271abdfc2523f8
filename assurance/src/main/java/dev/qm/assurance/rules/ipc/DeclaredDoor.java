package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Problem;

/** What `qm ipc check` says of the unit files. */
final class DeclaredDoor {
  static final Rule RULE =
      Rule.named("ipc-declared")
          .title("Every channel between the sides is declared as it has to be")
          .against(Interference.EXCHANGE)
          .harm(
              "A message of the ASIL side goes astray, waits for ever, or can be read or sent by software it is not for.")
          .rationale(
              """
              A channel is a socket of the host in a folder of its own below /run/ipc, served by one type and used by \
              one other, so that rules of SELinux and modes of files can say who talks to whom.\
              """)
          .sources("docs/ipc.md", "systemd.socket(5)", "ISO 26262-6:2018, D.2.4")
          .how(
              "Socket units and quadlets of the host, quadlets and Kubernetes files of the partition, as `qm ipc check`.")
          .proves("The unit files ask for channels of that form.")
          .doesNotProve("That nobody talks in another way: see the rules about what crosses.")
          .mend("mend the unit that is named, as `qm ipc new` would write it")
          .apart()
          .check(DeclaredDoor::check);

  private DeclaredDoor() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var seen = view.border().seen();
    for (var problem : seen.problems()) {
      if (problem.severity() != Problem.Severity.NOTE
          && !problem.rule().equals("ipc-door-writable")) {
        judgement.fault(
            Fault.of(problem.message(), Evidence.at(problem.origin(), problem.why()))
                .advised(problem.mend()));
      }
    }
    seen.unread().forEach(judgement::unknown);
    for (var channel : seen.channels()) {
      channel.socket().ifPresent(end -> judgement.holds(Evidence.at(end.origin(), channel.name())));
    }
    judgement.holds(Asked.not(view.partition(), seen.channels().size() + " channels are declared"));
    return judgement.verdict("");
  }
}
